import { once } from 'node:events'
import { randomBytes, randomUUID } from 'node:crypto'
import { frame, postHead, sickNote } from './shs-message.ts'
import { openSocket, type Target } from './target.ts'

const blockBytes = 1024 * 1024
const headEnd = '\r\n\r\n'

/** One block of random octets, sent again and again: a large body costs the generator no memory. */
const block = randomBytes(blockBytes)

/** A message with a data part of many blocks. */
export interface LargeMessage {
  readonly txId: string
  readonly head: Buffer
  readonly tail: Buffer
  readonly blocks: number
  /** Octets of the data part. */
  readonly bytes: number
}

export function largeMessage(bytes: number): LargeMessage {
  const blocks = Math.max(1, Math.round(bytes / blockBytes))
  const txId = randomUUID()
  return { txId, ...frame(sickNote(txId), blocks * blockBytes), blocks, bytes: blocks * blockBytes }
}

/** What a transfer came to. */
export interface Transfer {
  readonly milliseconds: number
  readonly bytes: number
}

/** Posts a message and waits for its 202; the handshake is not counted. */
export async function pourIn(target: Target, message: LargeMessage): Promise<Transfer> {
  const socket = await openSocket(target)
  const answer = new Promise<string>((resolve, reject) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the server closed the connection')))
  })
  answer.catch(() => {})
  const { head, tail, blocks, bytes } = message
  const begun = performance.now()
  socket.write(postHead(head.length + bytes + tail.length))
  socket.write(head)
  for (let index = 0; index < blocks; index++) {
    if (!socket.write(block)) await Promise.race([once(socket, 'drain'), answer])
  }
  socket.write(tail)
  const text = await answer
  const milliseconds = performance.now() - begun
  socket.destroy()
  if (!text.startsWith('HTTP/1.1 202')) throw new Error(`a large message was refused: ${text}`)
  return { milliseconds, bytes }
}

/** Fetches what `pourIn` brought, throws it away and compares it on the way. */
export async function pourOut(target: Target, path: string, bytes: number): Promise<Transfer> {
  const socket = await openSocket(target)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('the server closed the connection')))
  const reading = new LargeAnswer(bytes)
  socket.on('data', (chunk: Buffer) => {
    try {
      if (reading.take(chunk)) resolve()
    } catch (error) {
      reject(error)
    }
  })
  const begun = performance.now()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  await promise
  const milliseconds = performance.now() - begun
  socket.removeAllListeners('close')
  socket.destroy()
  return { milliseconds, bytes }
}

/** Reads an answer whose body holds the blocks of a large message somewhere behind a label. */
class LargeAnswer {
  readonly #bytes: number
  #start: Buffer | undefined = Buffer.alloc(0)
  /** Octets of the body that are still to come. */
  #left = 0
  /** Octets of the data part that have been seen. */
  #seen = 0

  constructor(bytes: number) {
    this.#bytes = bytes
  }

  /** True when the whole answer is there. */
  take(chunk: Buffer): boolean {
    if (this.#start === undefined) {
      this.#compare(chunk)
    } else {
      this.#start = Buffer.concat([this.#start, chunk])
      this.#readStart(this.#start)
    }
    if (this.#start !== undefined || this.#left > 0) return false
    if (this.#seen !== this.#bytes) throw new Error(`${this.#seen} octets of ${this.#bytes} came back`)
    return true
  }

  #readStart(start: Buffer): void {
    const end = start.indexOf(headEnd)
    if (end < 0) return
    const head = start.toString('latin1', 0, end)
    if (!head.startsWith('HTTP/1.1 200'))
      throw new Error(`a large message was not given out: ${start.toString('latin1')}`)
    const data = start.indexOf(block.subarray(0, 64))
    if (data < 0) return
    this.#left = Number(/^content-length: (\d+)$/im.exec(head)?.[1]) - (data - end - headEnd.length)
    this.#start = undefined
    this.#compare(start.subarray(data))
  }

  #compare(chunk: Buffer): void {
    this.#left -= chunk.length
    const ours = Math.min(chunk.length, this.#bytes - this.#seen)
    for (let at = 0; at < ours;) {
      const from = this.#seen % blockBytes
      const length = Math.min(ours - at, blockBytes - from)
      if (block.compare(chunk, at, at + length, from, from + length) !== 0)
        throw new Error('other octets came back')
      at += length
      this.#seen += length
    }
  }
}
