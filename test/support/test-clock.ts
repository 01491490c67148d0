import type { Clock } from '../../src/exchange/ports/clock.ts'

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  advance(milliseconds: number): void
}

export function testClock(start = Date.parse('2026-10-05T12:00:00Z')): TestClock {
  let passed = 0
  return {
    now: () => start + passed,
    monotonic: () => passed,
    advance(milliseconds) {
      passed += milliseconds
    },
  }
}
