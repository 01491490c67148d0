import type { ServerResponse } from 'node:http'
import { Refusal } from '../../exchange/refusal.ts'

/** A streamed answer that goes no faster than its reader takes it; one that stands still, or goes, makes it throw. */
export class PacedAnswer {
  readonly #response: ServerResponse
  readonly #idleTimeout: number
  #unflushed = 0
  #finished = false
  #wake: (() => void) | undefined

  constructor(response: ServerResponse, idleTimeout: number) {
    this.#response = response
    this.#idleTimeout = idleTimeout
    const { socket } = response
    response.on('drain', this.#onProgress)
    response.on('close', this.#onProgress)
    response.on('finish', () => {
      // A connection that is destroyed with octets in hand lets node:http say "finish" all the same.
      this.#finished = socket?.destroyed === false
      this.#onProgress()
    })
  }

  /** Undefined when more may be written at once. */
  write(piece: Uint8Array): Promise<void> | undefined {
    if (this.#response.destroyed) throw gone()
    if (piece.length === 0) return undefined
    this.#unflushed += 1
    const room = this.#response.write(piece, () => {
      this.#unflushed -= 1
      this.#onProgress()
    })
    return room ? undefined : this.#until(() => !this.#response.writableNeedDrain)
  }

  /** Resolves when everything written has been handed to the system. */
  flushed(): Promise<void> {
    return this.#until(() => this.#unflushed === 0)
  }

  /** Ends the answer with its last piece; resolves when that too has been handed to the system. */
  end(piece: Uint8Array): Promise<void> {
    if (this.#response.destroyed) throw gone()
    this.#response.end(piece)
    return this.#until(() => this.#finished)
  }

  async #until(holds: () => boolean): Promise<void> {
    const { socket } = this.#response
    // A timer of its own: the connection's is shared with other requests on it, and with node:http.
    const idle = setTimeout(() => socket?.destroy(), this.#idleTimeout)
    idle.unref()
    try {
      while (!holds()) {
        if (this.#response.destroyed) throw gone()
        await new Promise<void>((wake) => {
          this.#wake = wake
        })
        idle.refresh()
      }
    } finally {
      clearTimeout(idle)
    }
  }

  readonly #onProgress = (): void => {
    this.#wake?.()
    this.#wake = undefined
  }
}

function gone(): Refusal {
  return new Refusal('brokenOff', 'BrokenOff', {
    words: { sv: 'Mottagaren bröt förbindelsen.', en: 'The receiver broke the connection.' },
    retryable: true,
  })
}
