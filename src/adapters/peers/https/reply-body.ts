import type { IncomingMessage } from 'node:http'
import { ClientError } from '../../../client/client-error.ts'
import { timedOut } from '../../../client/network-error.ts'

/**
 * A reply's octets as they are asked for, for one reader. Throws a `ClientError` where it breaks off, or where nothing
 * comes for `idle` milliseconds while the reader waits; leaving early closes the connection.
 */
export class ReplyBody implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #answer: IncomingMessage
  readonly #pieces: AsyncIterator<unknown>
  readonly #host: string
  readonly #idle: number
  #failure: ClientError | undefined

  constructor(answer: IncomingMessage, host: string, idle: number) {
    this.#answer = answer
    this.#pieces = answer.iterator()
    this.#host = host
    this.#idle = idle
    // What breaks while nobody reads is told at the next reading.
    answer.on('error', () => {})
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const inTime = setTimeout(() => this.#stop(timedOut(this.#host, 'idle', this.#idle)), this.#idle)
    try {
      const piece = await this.#pieces.next()
      if (piece.done === true) return { done: true, value: undefined }
      const value: unknown = piece.value
      if (!(value instanceof Uint8Array)) throw new TypeError('a reply came as something other than octets')
      return { done: false, value }
    } catch (error) {
      if (error instanceof TypeError) throw error
      // The network's error is not handed on: it may hold what had come of the reply.
      throw this.#failure ?? brokenOff(this.#host)
    } finally {
      clearTimeout(inTime)
    }
  }

  /** The reader has had enough. */
  async return(): Promise<IteratorResult<Uint8Array>> {
    // Even one that has come whole would hold its connection as long as it is not read.
    if (!this.#answer.readableEnded) this.#answer.destroy()
    await this.#pieces.return?.()
    return { done: true, value: undefined }
  }

  #stop(failure: ClientError): void {
    this.#failure = failure
    this.#answer.destroy(failure)
  }
}

function brokenOff(host: string): ClientError {
  return new ClientError('ReplyBrokenOff', {
    words: {
      sv: `Svaret från ${host} bröts innan det var helt.`,
      en: `The reply of ${host} broke off before it was whole.`,
    },
    cure: { sv: 'Ställ frågan igen.', en: 'Ask again.' },
    retryable: true,
  })
}
