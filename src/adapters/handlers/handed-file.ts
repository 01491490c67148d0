import type { Writable } from 'node:stream'
import type { HandledRequest } from '../../exchange/ports/handlers.ts'
import type { Call } from './call.ts'

/** The file of a request on its way to a handler. Its iterable is always ended: read to its end, or by `return`. */
export class HandedFile {
  readonly #iterator: AsyncIterator<Uint8Array>
  readonly #bytes: number
  readonly #call: Call
  #reading = false
  #over = false

  constructor({ file, bytes }: HandledRequest, call: Call) {
    this.#iterator = file[Symbol.asyncIterator]()
    this.#bytes = bytes
    this.#call = call
    call.defer(() => this.#leave())
  }

  /**
   * Writes it no faster than it is taken, then ends the stream. Ends early, without an error, when the stream is closed;
   * what the file throws stops the call.
   */
  async pour(into: Writable): Promise<void> {
    // Not only between two writes: the next octets may be long in coming.
    into.once('close', () => void this.#leave())
    try {
      let count = 0
      for (let piece = await this.#next(); piece !== undefined; piece = await this.#next()) {
        count += piece.length
        if (count > this.#bytes) throw otherSize(this.#bytes)
        if (this.#over || into.destroyed) return
        if (!into.write(piece)) await roomOrClosed(into)
      }
      if (this.#over || into.destroyed) return
      if (count < this.#bytes) throw otherSize(this.#bytes)
      into.end()
    } catch (error) {
      this.#call.stop(error)
    } finally {
      await this.#leave()
    }
  }

  /** Undefined at its end, and after it was left. */
  async #next(): Promise<Uint8Array | undefined> {
    if (this.#over) return undefined
    this.#reading = true
    try {
      const step = await this.#iterator.next()
      return step.done === true ? undefined : step.value
    } finally {
      this.#reading = false
    }
  }

  async #leave(): Promise<void> {
    if (this.#over) return
    this.#over = true
    const ended = this.#end()
    // A generator ends only when its next octets have come.
    if (!this.#reading) await ended
  }

  async #end(): Promise<void> {
    try {
      await this.#iterator.return?.()
    } catch (error) {
      this.#call.tell(error)
    }
  }
}

function roomOrClosed(into: Writable): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      into.off('drain', settle)
      into.off('close', settle)
      resolve()
    }
    into.once('drain', settle)
    into.once('close', settle)
  })
}

function otherSize(bytes: number): Error {
  return new Error(`the file of a request has other octets than the ${bytes} that it is said to have`)
}
