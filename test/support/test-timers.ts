import type { Timers } from '../../src/exchange/ports/timers.ts'
import type { TestClock } from './test-clock.ts'

/** Timers that go off when a test's clock is moved to them. */
export interface TestTimers extends Timers {
  /** Moves the clock to the next timer, which goes off, or by `most` milliseconds where none is so near. */
  step(most: number): void
}

interface Waiting {
  readonly at: number
  readonly run: () => void
}

export function testTimers(clock: TestClock): TestTimers {
  const waiting = new Set<Waiting>()
  const next = (): Waiting | undefined => [...waiting].toSorted((one, other) => one.at - other.at)[0]

  return {
    after(milliseconds, run) {
      const timer = { at: clock.monotonic() + milliseconds, run }
      waiting.add(timer)
      return { [Symbol.dispose]: () => void waiting.delete(timer) }
    },
    step(most) {
      const timer = next()
      const wait = Math.max(0, (timer?.at ?? Number.POSITIVE_INFINITY) - clock.monotonic())
      clock.advance(Math.min(wait, most))
      if (timer === undefined || wait > most) return
      waiting.delete(timer)
      timer.run()
    },
  }
}
