import type { Clock } from '../exchange/ports/clock.ts'

/** The machine's own time of day, and its steady clock. */
export function systemClock(): Clock {
  return { now: () => Date.now(), monotonic: () => performance.now() }
}
