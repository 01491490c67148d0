import type { TLSSocket } from 'node:tls'
import { openSocket, type Target } from './target.ts'

const headEnd = '\r\n\r\n'

/** What is told of an answer; the text only where it had to be read with care. */
export type OnAnswer = (status: number, text: string | undefined) => void

/**
 * One connection that asks, waits for the short answer and asks again, with as little work as can be: an answer that
 * is 202 and as long as the one before is taken as read. Any other is read with care.
 */
export class SmallExchange {
  readonly #socket: TLSSocket
  /** Octets of an accepting answer, head and body. */
  #usual = -1
  #pending: Buffer | undefined
  #onAnswer: OnAnswer | undefined

  private constructor(socket: TLSSocket) {
    this.#socket = socket
    socket.on('data', this.#onData)
  }

  static async open(target: Target, onBroken: (error: Error) => void): Promise<SmallExchange> {
    const socket = await openSocket(target)
    socket.on('error', onBroken)
    socket.on('close', () => onBroken(new Error('the server closed a connection')))
    return new SmallExchange(socket)
  }

  ask(request: Uint8Array, onAnswer: OnAnswer): void {
    this.#onAnswer = onAnswer
    this.#socket.write(request)
  }

  close(): void {
    this.#socket.removeAllListeners('close')
    this.#socket.destroy()
  }

  readonly #onData = (chunk: Buffer): void => {
    // "HTTP/1.1 202": the digits are enough.
    if (this.#pending === undefined && chunk.length === this.#usual && chunk[9] === 50 && chunk[11] === 50) {
      this.#onAnswer?.(202, undefined)
      return
    }
    this.#readWithCare(chunk)
  }

  #readWithCare(chunk: Buffer): void {
    const all = this.#pending === undefined ? chunk : Buffer.concat([this.#pending, chunk])
    this.#pending = all
    const end = all.indexOf(headEnd)
    if (end < 0) return
    const head = all.toString('latin1', 0, end)
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1])
    const whole = end + headEnd.length + length
    if (all.length < whole) return
    this.#pending = undefined
    const status = Number(head.slice(9, 12))
    if (status === 202) this.#usual = whole
    this.#onAnswer?.(status, all.toString('latin1'))
  }
}
