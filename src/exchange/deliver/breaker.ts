/** How a destination fares: after failures in a row it is left alone for a while, then tried with one message. */
export interface Breaker {
  readonly failures: number
  /** On the steady clock: not before then; absent while nothing is wrong. */
  readonly openUntil?: number
}

const tolerated = 3
const firstPause = 2_000
const longestPause = 60_000

export const closedBreaker: Breaker = { failures: 0 }

/** After a delivery that got no answer. `at` is of the steady clock, milliseconds. */
export function afterFailure({ failures }: Breaker, at: number): Breaker {
  const count = failures + 1
  if (count < tolerated) return { failures: count }
  const pause = Math.min(firstPause * 2 ** (count - tolerated), longestPause)
  return { failures: count, openUntil: at + pause }
}

/** What a destination may have on its way at once: all its places, one to try it with, or none. */
export function placesOf({ openUntil }: Breaker, most: number, at: number): number {
  if (openUntil === undefined) return most
  return at < openUntil ? 0 : 1
}
