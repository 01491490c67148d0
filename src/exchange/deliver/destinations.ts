import { afterFailure, type Breaker, closedBreaker, type Pauses, placesOf } from './breaker.ts'

interface State {
  breaker: Breaker
  onTheWay: number
}

/** The destinations that something is on its way to, or that did not answer lately: no other is remembered. */
export class Destinations {
  readonly #most: number
  readonly #pauses: Pauses
  readonly #states = new Map<string, State>()

  /** `most`: deliveries to one destination at once (`delivery.perDestination`); `pauses`: of one that does not answer. */
  constructor(most: number, pauses: Pauses) {
    this.#most = most
    this.#pauses = pauses
  }

  /** Whether one more may be on its way to it. `at` is of the steady clock. */
  hasPlace(destination: string, at: number): boolean {
    const state = this.#states.get(destination)
    return state === undefined || state.onTheWay < placesOf(state.breaker, this.#most, at)
  }

  take(destination: string): void {
    const state = this.#states.get(destination) ?? { breaker: closedBreaker, onTheWay: 0 }
    state.onTheWay += 1
    this.#states.set(destination, state)
  }

  /** A delivery came to its end: with an answer, whatever it said, without one, or (undefined) before it was asked. */
  giveBack(destination: string, answered: boolean | undefined, at: number): void {
    const state = this.#states.get(destination)
    if (state === undefined) return
    state.onTheWay -= 1
    if (answered !== undefined)
      state.breaker = answered ? closedBreaker : afterFailure(state.breaker, at, this.#pauses)
    if (state.onTheWay === 0 && state.breaker.failures === 0) this.#states.delete(destination)
  }

  /** Those that can take no more this moment. */
  full(at: number): readonly string[] {
    return [...this.#states.keys()].filter((destination) => !this.hasPlace(destination, at))
  }

  /** When the first of those that are left alone may be tried, on the steady clock: later than `at`. */
  nextOpening(at: number): number | undefined {
    let first: number | undefined
    for (const { breaker, onTheWay } of this.#states.values()) {
      const { openUntil } = breaker
      if (openUntil === undefined || openUntil <= at || onTheWay > 0) continue
      if (first === undefined || openUntil < first) first = openUntil
    }
    return first
  }
}
