import type { SeededRandom } from '../../kill/random.ts'
import type { Scheduler } from '../engine/scheduler.ts'
import type { Life } from '../machine/life.ts'
import { Connection, type Fate, type Outcome } from './connection.ts'

/** Who makes a call: a process, which may die meanwhile, or somebody outside the simulation's interest. */
export interface Calling {
  readonly place: string
  readonly life?: Life
}

/** Who is called. */
export interface Called {
  readonly place: string
  /** The process that listens now. */
  readonly listener: Life | undefined
  /** Whether somebody listens who is no process of ours. */
  readonly scripted?: boolean
}

export interface Call<T> {
  readonly what: string
  readonly from: Calling
  readonly to: Called
  readonly body?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** Milliseconds after which the caller gives up. */
  readonly timeout: number
  readonly serve: (connection: Connection<T>) => Promise<void>
}

/** How likely it is that something befalls a call, each between 0 and 1. */
export interface Weather {
  /** It never arrives. */
  lost: number
  /** It is cut in its midst. */
  cut: number
  /** It is acted on, and the answer is lost. */
  answerLost: number
  /** It arrives twice. */
  twice: number
  /** It is a hundred times as slow. */
  slow: number
}

export function fairWeather(): Weather {
  return { lost: 0, cut: 0, answerLost: 0, twice: 0, slow: 0 }
}

/** Milliseconds from one place to another. */
const typicalLatency = 15

/** What lies between the places: calls take time, are cut, lost and doubled, and some places can't reach each other. */
export class Network {
  readonly weather: Weather = fairWeather()
  readonly #scheduler: Scheduler
  readonly #random: SeededRandom
  readonly #apart = new Set<string>()

  constructor(scheduler: Scheduler, random: SeededRandom) {
    this.#scheduler = scheduler
    this.#random = random
  }

  part(one: string, other: string): void {
    this.#apart.add(pair(one, other))
  }

  join(one: string, other: string): void {
    this.#apart.delete(pair(one, other))
  }

  joinAll(): void {
    this.#apart.clear()
  }

  /** Settles always, unless the process that calls dies: then nothing comes, as with everything it waits for. */
  call<T>(call: Call<T>): Promise<Outcome<T>> {
    return new Promise((resolve) => {
      const { life } = call.from
      let settled = false
      const settle = (outcome: Outcome<T>): void => {
        if (settled) return
        settled = true
        timer[Symbol.dispose]()
        death?.[Symbol.dispose]()
        if (life === undefined) {
          this.#scheduler.note(`${call.from.place} ${call.what} ${told(outcome)}`)
          resolve(outcome)
        } else {
          life.later(`${call.what} ${told(outcome)}`, 0, () => () => resolve(outcome))
        }
      }
      const connections: Connection<T>[] = []
      const timer = this.#scheduler.after(call.timeout, () => {
        settle({ kind: 'broken', because: 'timeout' })
        for (const connection of connections) connection.breakOff('timeout')
      })
      const death = life?.onDeath(() => {
        for (const connection of connections) connection.breakOff()
      })
      this.#begin(call, connections, settle)
    })
  }

  #begin<T>(call: Call<T>, connections: Connection<T>[], settle: (outcome: Outcome<T>) => void): void {
    const random = this.#random
    const latency = typicalLatency * (0.3 + random.next()) * (random.chance(this.weather.slow) ? 100 : 1)
    if (random.chance(this.weather.lost)) return
    const arriveOnce = (): void => this.#arrive(call, this.#fate(latency), connections, settle)
    if (random.chance(this.weather.twice)) this.#arriveTwice(call, latency, connections, settle)
    else this.#scheduler.after(latency, arriveOnce)
  }

  /** Somebody between the places sends a whole call again; the caller hears of the first alone. */
  #arriveTwice<T>(
    call: Call<T>,
    latency: number,
    connections: Connection<T>[],
    settle: (outcome: Outcome<T>) => void,
  ): void {
    gathered(call.body).then(
      (body) => {
        const again = latency * 20 * this.#random.next()
        const copy: Call<T> = { ...call, ...(body === undefined ? {} : { body }) }
        this.#scheduler.after(latency, () => this.#arrive(copy, this.#fate(latency), connections, settle))
        this.#scheduler.after(latency + again, () => {
          this.#arrive(copy, this.#fate(latency), [], () => {})
        })
      },
      (error: unknown) => settle({ kind: 'noBody', error }),
    )
  }

  #arrive<T>(
    call: Call<T>,
    fate: Fate,
    connections: Connection<T>[],
    settle: (outcome: Outcome<T>) => void,
  ): void {
    const { from, to, what } = call
    // A place that can't be reached does not answer at all; one where nobody listens refuses.
    if (this.#apart.has(pair(from.place, to.place))) return
    if (from.life?.alive === false) return
    const server = to.listener
    if (server === undefined && to.scripted !== true) {
      this.#scheduler.after(fate.latency, () => settle({ kind: 'broken', because: 'refused' }))
      return
    }
    this.#scheduler.note(`${from.place} -> ${to.place} ${what}`)
    const connection = new Connection<T>(this.#scheduler, server, fate, settle)
    connections.push(connection)
    const death = server?.onDeath(() => {
      this.#scheduler.after(fate.latency, () => connection.breakOff())
    })
    this.#pump(call, connection, settle)
    call.serve(connection).then(
      () => death?.[Symbol.dispose](),
      (error: unknown) => this.#scheduler.fail(error),
    )
  }

  #pump<T>({ body }: Call<T>, connection: Connection<T>, settle: (outcome: Outcome<T>) => void): void {
    if (body === undefined) {
      connection.sendEnd()
      return
    }
    const pumping = async (): Promise<void> => {
      for await (const piece of body) if (!(await connection.send(piece))) return
      connection.sendEnd()
    }
    pumping().catch((error: unknown) => {
      settle({ kind: 'noBody', error })
      connection.breakOff()
    })
  }

  #fate(latency: number): Fate {
    const { weather } = this
    const random = this.#random
    const answerLost = random.chance(weather.answerLost)
    return {
      latency,
      ...(random.chance(weather.cut) ? { cutAfter: random.int(0, 4) } : {}),
      ...(answerLost ? { answerLost: random.chance(0.5) ? 'seen' : 'unseen' } : {}),
    }
  }
}

async function gathered(body: Call<unknown>['body']): Promise<readonly Uint8Array[] | undefined> {
  return body === undefined ? undefined : Array.fromAsync(body)
}

function pair(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`
}

function told<T>(outcome: Outcome<T>): string {
  if (outcome.kind === 'answer') return 'answered'
  return outcome.kind === 'broken' ? outcome.because : 'no body'
}
