/** Lets only so many of what it is given be under way at once; the rest waits its turn. */
export class InTurn {
  readonly #most: number
  readonly #queue: (() => void)[] = []
  #running = 0

  constructor(most: number) {
    this.#most = most
  }

  async run<T>(act: () => Promise<T>): Promise<T> {
    // One that ends hands its place to the first that waits, so a newcomer never overtakes.
    if (this.#running < this.#most) this.#running++
    else await new Promise<void>((resolve) => void this.#queue.push(resolve))
    try {
      return await act()
    } finally {
      const next = this.#queue.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }
}
