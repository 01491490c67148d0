import type { SeededRandom } from '../../kill/random.ts'
import type { Scheduler } from '../engine/scheduler.ts'

/** Where in a call to the world something befalls a process: before anything is done, or when it is done and not yet told. */
export type Moment = 'before' | 'after'

interface Fuse {
  calls: number
  readonly moment: Moment
  /** Only calls whose name begins so count. */
  readonly what: string
  readonly burn: () => void
}

/**
 * One process from its start to its death. Whatever it waits for comes through here, as an event of the scheduler;
 * once it is dead nothing comes any more, so its promises stay open for ever, as those of a killed process do.
 */
export class Life {
  readonly name: string
  readonly #scheduler: Scheduler
  readonly #random: SeededRandom
  readonly #atDeath = new Set<() => void>()
  #alive = true
  #fuses: Fuse[] = []
  /** Milliseconds that are added to each call, while the machine is slow. */
  slowness = 0

  constructor(name: string, scheduler: Scheduler, random: SeededRandom) {
    this.name = name
    this.#scheduler = scheduler
    this.#random = random
  }

  get alive(): boolean {
    return this.#alive
  }

  /** Lets something happen in the midst of one of the next calls, of a kind or of all: at any await, not only at any time. */
  afterCalls(calls: number, moment: Moment, burn: () => void, what = ''): void {
    this.#fuses.push({ calls, moment, burn, what })
  }

  /** A call to the world: its effect happens, and is answered, after some milliseconds around `typical`. */
  call<T>(what: string, typical: number, effect: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.later(what, this.duration(typical), () => {
        try {
          const result = effect()
          return () => resolve(result)
        } catch (error) {
          return () => reject(error)
        }
      })
    })
  }

  /** Something that the process does after exactly so many milliseconds; what `run` returns is done if it survives that. */
  later(what: string, milliseconds: number, run: () => (() => void) | undefined): Disposable {
    return this.#scheduler.after(milliseconds, () => {
      if (!this.#alive) return
      this.#scheduler.note(`${this.name} ${what}`)
      this.#burn('before', what)
      if (!this.#alive) return
      const answer = run()
      this.#burn('after', what)
      if (this.#alive) answer?.()
    })
  }

  /** How long a call takes: mostly around `typical`, now and then much longer. */
  duration(typical: number): number {
    const factor = this.#random.chance(0.03) ? this.#random.int(5, 60) : 0.2 + this.#random.next() * 1.6
    return typical * factor + this.slowness * this.#random.next()
  }

  /** Called when the process dies; disposing it takes that back. */
  onDeath(run: () => void): Disposable {
    this.#atDeath.add(run)
    return {
      [Symbol.dispose]: () => {
        this.#atDeath.delete(run)
      },
    }
  }

  end(): void {
    if (!this.#alive) return
    this.#alive = false
    for (const run of this.#atDeath) run()
    this.#atDeath.clear()
  }

  #burn(moment: Moment, what: string): void {
    if (this.#fuses.length === 0) return
    const burnt = this.#fuses.filter(
      (fuse) => fuse.moment === moment && what.startsWith(fuse.what) && --fuse.calls <= 0,
    )
    if (burnt.length === 0) return
    this.#fuses = this.#fuses.filter((fuse) => !burnt.includes(fuse))
    for (const { burn } of burnt) burn()
  }
}
