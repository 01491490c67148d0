/** How a destination fares: after failures in a row it is left alone for a while, then tried with one message. */
export interface Breaker {
  readonly failures: number
  /** On the steady clock: not before then; absent while nothing is wrong. */
  readonly openUntil?: number
}

/** How long a destination is left alone, milliseconds: the first time, and at most. */
export interface Pauses {
  readonly first: number
  readonly longest: number
}

const tolerated = 3
const usual: Pauses = { first: 2_000, longest: 60_000 }

/** Never longer than a message that failed alone would wait. */
export function pausesFor(steps: readonly number[]): Pauses {
  return {
    first: Math.min(usual.first, ...steps),
    longest: Math.min(usual.longest, steps.at(-1) ?? usual.longest),
  }
}

export const closedBreaker: Breaker = { failures: 0 }

/** After a delivery that got no answer. `at` is of the steady clock, milliseconds. */
export function afterFailure(before: Breaker, at: number, { first, longest }: Pauses): Breaker {
  // It was on its way when the pause began: what a crash of the other node cuts off together is no row of failures.
  if (before.openUntil !== undefined && at < before.openUntil) return before
  const count = before.failures + 1
  if (count < tolerated) return { failures: count }
  const pause = Math.min(first * 2 ** (count - tolerated), longest)
  return { failures: count, openUntil: at + pause }
}

/** What a destination may have on its way at once: all its places, one to try it with, or none. */
export function placesOf({ openUntil }: Breaker, most: number, at: number): number {
  if (openUntil === undefined) return most
  return at < openUntil ? 0 : 1
}
