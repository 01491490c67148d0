import type { Timers } from '../exchange/ports/timers.ts'

/** The process's own timers; none of them keeps it up. */
export function processTimers(): Timers {
  return {
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds)
      timer.unref()
      return { [Symbol.dispose]: () => clearTimeout(timer) }
    },
  }
}
