import type { Clock } from '../../../src/exchange/ports/clock.ts'
import type { Scheduler } from '../engine/scheduler.ts'

/** Noon in Stockholm, on the Monday on which every simulation begins. */
const simulationBegins = Date.UTC(2026, 9, 5, 10)

/** Milliseconds that a node may take from reading the clock to writing by it. */
const longestStep = 600_000

/** A machine's time of day, which somebody may set; it outlives the processes on it. */
export class TimeOfDay {
  readonly #scheduler: Scheduler
  /** Milliseconds by which it is wrong. */
  #wrong = 0
  #setAt = Number.NEGATIVE_INFINITY

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
  }

  /** Milliseconds since 1970, whole ones. */
  now(): number {
    return Math.floor(simulationBegins + this.#scheduler.now + this.#wrong)
  }

  get wrong(): number {
    return this.#wrong
  }

  /** Sets it wrong by so many milliseconds; 0 sets it right. */
  set(wrong: number): void {
    if (wrong === this.#wrong) return
    this.#wrong = wrong
    this.#setAt = this.#scheduler.now
  }

  /** Whether nobody has set it for so long that what is written now was begun by the same time. */
  get isSteady(): boolean {
    return this.#scheduler.now - this.#setAt > longestStep
  }
}

/** The clock of one process: the machine's time of day, and the time since the process began, which never jumps. */
export function simClock(timeOfDay: TimeOfDay, scheduler: Scheduler): Clock {
  const begun = scheduler.now
  return { now: () => timeOfDay.now(), monotonic: () => scheduler.now - begun }
}
