import type { ServerResponse } from 'node:http'
import { Refusal } from '../../exchange/refusal.ts'

/** A streamed answer that goes no faster than its reader takes it; one that stands still, or goes, makes it throw. */
export class PacedAnswer {
  readonly #response: ServerResponse
  readonly #idleTimeout: number
  #unflushed = 0
  #wake: (() => void) | undefined

  constructor(response: ServerResponse, idleTimeout: number) {
    this.#response = response
    this.#idleTimeout = idleTimeout
    response.on('drain', this.#onProgress)
    response.on('close', this.#onProgress)
  }

  /** Undefined when more may be written at once. */
  write(piece: Uint8Array): Promise<void> | undefined {
    if (this.#response.destroyed) throw gone()
    if (piece.length === 0) return undefined
    this.#unflushed += 1
    const room = this.#response.write(piece, () => {
      this.#unflushed -= 1
      if (this.#unflushed === 0) this.#onProgress()
    })
    return room ? undefined : this.#until(() => !this.#response.writableNeedDrain)
  }

  /** Resolves when everything written has been handed to the system. */
  flushed(): Promise<void> {
    return this.#until(() => this.#unflushed === 0)
  }

  async #until(holds: () => boolean): Promise<void> {
    const { socket } = this.#response
    const onIdle = (): void => void socket?.destroy()
    socket?.setTimeout(this.#idleTimeout, onIdle)
    while (!holds()) {
      if (this.#response.destroyed) throw gone()
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }
    socket?.setTimeout(0)
    socket?.off('timeout', onIdle)
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
