import type { Timers } from '../../src/exchange/ports/timers.ts'
import type { TestClock } from './test-clock.ts'

/** Timers that go off when a test's clock is moved past them. */
export interface TestTimers extends Timers {
  /** Moves the clock on, from one timer to the next; each goes off at its time. How many went off. */
  advance(milliseconds: number): number
}

interface Waiting {
  readonly at: number
  readonly run: () => void
}

export function testTimers(clock: TestClock): TestTimers {
  const waiting = new Set<Waiting>()
  const next = (until: number): Waiting | undefined =>
    [...waiting].filter(({ at }) => at <= until).toSorted((one, other) => one.at - other.at)[0]

  return {
    after(milliseconds, run) {
      const timer = { at: clock.monotonic() + milliseconds, run }
      waiting.add(timer)
      return { [Symbol.dispose]: () => void waiting.delete(timer) }
    },
    advance(milliseconds) {
      const until = clock.monotonic() + milliseconds
      let count = 0
      for (let timer = next(until); timer !== undefined; timer = next(until)) {
        waiting.delete(timer)
        clock.advance(Math.max(0, timer.at - clock.monotonic()))
        timer.run()
        count += 1
      }
      clock.advance(until - clock.monotonic())
      return count
    },
  }
}
