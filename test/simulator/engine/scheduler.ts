import { EventQueue, type SimEvent } from './event-queue.ts'
import type { Trace } from './trace.ts'

/**
 * The one order in which everything happens. Time stands still while an event runs and until every promise that it
 * settled has been followed to its end; then the next event begins, at its own time. Nothing waits for real time.
 */
export class Scheduler {
  readonly trace: Trace
  readonly #queue = new EventQueue()
  #now = 0
  #step = 0
  #failure: { readonly error: unknown } | undefined

  constructor(trace: Trace) {
    this.trace = trace
  }

  /** Milliseconds since the simulation began, with fractions. */
  get now(): number {
    return this.#now
  }

  /** How many events have happened. */
  get step(): number {
    return this.#step
  }

  /** Lets something happen after so many milliseconds; disposing the answer calls it off. */
  after(milliseconds: number, run: () => void): Disposable {
    const event: SimEvent = { time: this.#now + Math.max(0, milliseconds), run }
    this.#queue.push(event)
    return {
      [Symbol.dispose]() {
        event.run = undefined
      },
    }
  }

  /** Writes a line of the trace, which a run with the same seed repeats. */
  note(what: string): void {
    this.trace.line(this.#step, this.#now, what)
  }

  /** Ends the run with an error, from wherever it is noticed. */
  fail(error: unknown): void {
    this.#failure ??= { error }
  }

  /** Resolves at a simulated time, or before it where nothing is left to happen; rejects where the run has failed. */
  runUntil(time: number): Promise<void> {
    return new Promise((resolve, reject) => {
      // A macrotask for each event: only then has every promise been followed to its end.
      const turn = (): void => {
        const event = this.#failure === undefined ? this.#nextBefore(time) : undefined
        if (event !== undefined) {
          this.#happen(event)
          setImmediate(turn)
        } else if (this.#failure !== undefined) {
          reject(this.#failure.error)
        } else {
          this.#now = Math.max(this.#now, time)
          resolve()
        }
      }
      setImmediate(turn)
    })
  }

  #nextBefore(time: number): SimEvent | undefined {
    for (;;) {
      const next = this.#queue.next
      if (next === undefined || next > time) return undefined
      const event = this.#queue.pop()
      if (event?.run !== undefined) return event
    }
  }

  #happen(event: SimEvent): void {
    this.#now = event.time
    this.#step += 1
    try {
      event.run?.()
    } catch (error) {
      this.fail(error)
    }
  }
}
