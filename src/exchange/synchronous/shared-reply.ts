/**
 * A reply that is read once and given to all who asked the same thing (shs-protocol.md 5): as fast as the slowest of
 * them takes it, so that memory holds one piece. Who leaves is waited for no more; when the last leaves, its source ends.
 */
export class SharedReply {
  readonly #source: AsyncIterator<Uint8Array>
  readonly #readers = new Set<Reader>()
  #pulling = false
  #begun = false
  #ended: { readonly error?: unknown } | undefined

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** One more reader; undefined once the first octets are out, which nobody can be given afterwards. */
  join(): AsyncIterableIterator<Uint8Array> | undefined {
    if (this.#begun) return undefined
    const reader: Reader = { wants: undefined, pieces: [] }
    this.#readers.add(reader)
    const iterator: AsyncIterableIterator<Uint8Array> = {
      next: () => this.#next(reader),
      return: async () => {
        await this.#leave(reader)
        return { done: true, value: undefined }
      },
      [Symbol.asyncIterator]: () => iterator,
    }
    return iterator
  }

  #next(reader: Reader): Promise<IteratorResult<Uint8Array>> {
    const piece = reader.pieces.shift()
    if (piece !== undefined) return Promise.resolve({ done: false, value: piece })
    return new Promise((resolve, reject) => {
      reader.wants = { resolve, reject }
      this.#settle()
      this.#pull()
    })
  }

  /** The next piece is read when everybody wants it. */
  #pull(): void {
    if (this.#pulling || this.#ended !== undefined || this.#readers.size === 0) return
    for (const { wants } of this.#readers) if (wants === undefined) return
    this.#pulling = true
    this.#begun = true
    this.#source.next().then(
      (result) => {
        this.#pulling = false
        if (result.done === true) this.#ended = {}
        else for (const reader of this.#readers) reader.pieces.push(result.value)
        this.#settle()
      },
      (error: unknown) => {
        this.#pulling = false
        this.#ended = { error }
        this.#settle()
      },
    )
  }

  #settle(): void {
    for (const reader of this.#readers) {
      const { wants } = reader
      if (wants === undefined) continue
      const piece = reader.pieces.shift()
      if (piece === undefined && this.#ended === undefined) continue
      reader.wants = undefined
      if (piece !== undefined) wants.resolve({ done: false, value: piece })
      else if (this.#ended?.error === undefined) wants.resolve({ done: true, value: undefined })
      else wants.reject(this.#ended.error)
    }
  }

  async #leave(reader: Reader): Promise<void> {
    if (!this.#readers.delete(reader)) return
    if (this.#readers.size > 0) return this.#pull()
    if (this.#ended !== undefined) return
    this.#begun = true
    this.#ended = {}
    await this.#source.return?.()
  }
}

interface Reader {
  wants:
    | {
        readonly resolve: (result: IteratorResult<Uint8Array>) => void
        readonly reject: (error: unknown) => void
      }
    | undefined
  readonly pieces: Uint8Array[]
}
