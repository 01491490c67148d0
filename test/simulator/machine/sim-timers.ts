import type { Timers } from '../../../src/exchange/ports/timers.ts'
import type { Life } from './life.ts'

/** Timers that run out by simulated time, and with their process. */
export function simTimers(life: Life): Timers {
  return {
    after: (milliseconds, run) => life.later('timer', milliseconds, () => run),
  }
}
