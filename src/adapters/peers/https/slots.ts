import type { ClientError } from '../../../client/client-error.ts'

/** How long somebody waits for its turn, and what it is told then. */
export interface SlotPatience {
  readonly milliseconds: number
  readonly error: ClientError
}

/** So many at a time, the others in the order they came. */
export class Slots {
  readonly #most: number
  #taken = 0
  #waiting: ((ended: ClientError | undefined) => void)[] = []

  constructor(most: number) {
    this.#most = most
  }

  /** Whether nobody holds one or waits for one. */
  get unused(): boolean {
    return this.#taken === 0
  }

  /** Resolves when it is the caller's turn, or with what `stop` is given, or with the error of its own patience. */
  async take(patience?: SlotPatience): Promise<ClientError | undefined> {
    if (this.#taken < this.#most) {
      this.#taken++
      return undefined
    }
    // Who gives hands on its own: `#taken` stays.
    const { promise, resolve } = Promise.withResolvers<ClientError | undefined>()
    this.#waiting.push(resolve)
    if (patience === undefined) return promise
    const inTime = setTimeout(() => {
      this.#waiting = this.#waiting.filter((one) => one !== resolve)
      resolve(patience.error)
    }, patience.milliseconds)
    return promise.finally(() => clearTimeout(inTime))
  }

  give(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#taken--
    else next(undefined)
  }

  /** Ends all waiting. */
  stop(error: ClientError): void {
    for (const resolve of this.#waiting) resolve(error)
    this.#waiting = []
  }
}
