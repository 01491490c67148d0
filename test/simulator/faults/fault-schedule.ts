import type { SeededRandom } from '../../kill/random.ts'
import { mend } from '../disk/disk-health.ts'
import type { Scheduler } from '../engine/scheduler.ts'
import { waiting } from '../engine/streams.ts'
import { fairWeather, type Network } from '../network/network.ts'
import type { DirectoryHealth } from '../network/sim-directory.ts'
import type { Partner } from '../world/partner.ts'
import type { SimNode } from '../world/sim-node.ts'

export interface FaultParts {
  readonly scheduler: Scheduler
  readonly random: SeededRandom
  readonly network: Network
  readonly nodes: readonly SimNode[]
  readonly partners: readonly Partner[]
  readonly directory: DirectoryHealth
  /** Faults an hour, on an average. */
  readonly rate: number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** What goes wrong, and when: one thing after the other at random times, until it is stopped and everything is mended. */
export class FaultSchedule {
  readonly counts = new Map<string, number>()
  readonly #parts: FaultParts
  #stopped = false

  constructor(parts: FaultParts) {
    this.#parts = parts
  }

  start(): void {
    const { scheduler, random, rate } = this.#parts
    scheduler.after(waiting(random, hour / rate), () => {
      if (this.#stopped) return
      this.#strike()
      this.start()
    })
  }

  /** No more faults; what is wrong is set right. */
  stop(): void {
    const { network, nodes, partners, directory } = this.#parts
    this.#stopped = true
    network.joinAll()
    Object.assign(network.weather, fairWeather())
    Object.assign(directory, { silence: 0, lateness: 0 })
    for (const partner of partners) partner.behave()
    for (const node of nodes) {
      mend(node.disk)
      node.timeOfDay.set(0)
      if (node.life !== undefined) node.life.slowness = 0
    }
  }

  get count(): number {
    return [...this.counts.values()].reduce((sum, one) => sum + one, 0)
  }

  #strike(): void {
    const { random, scheduler, nodes } = this.#parts
    const kind = random.pick(kinds)
    const node = random.pick(nodes)
    if (kind === undefined || node === undefined) return
    const [name, strike] = kind
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
    scheduler.note(`fault ${name} ${node.place}`)
    node.journal.remark(`fault: ${name}`)
    const mended = strike(node, this.#parts)
    if (mended === undefined) return
    scheduler.after(waiting(random, 10 * minute), () => {
      if (!this.#stopped) mended()
    })
  }
}

/** Does a fault to a node or its surroundings; gives what sets it right, where it does not pass by itself. */
type Strike = (node: SimNode, parts: FaultParts) => (() => void) | undefined

/** In the midst of one of the node's next calls: soon, or after some hundreds of them. */
function midst(node: SimNode, { random }: FaultParts, run: (moment: string) => void): void {
  const calls = random.chance(0.5) ? random.int(1, 40) : random.int(1, 600)
  const moment = random.chance(0.5) ? 'before' : 'after'
  node.life?.afterCalls(calls, moment, () => run(moment))
}

const die: Strike = (node, parts) => {
  midst(node, parts, (moment) => node.kill(`killed ${moment} a call`))
  return undefined
}

const kinds: readonly (readonly [string, Strike])[] = [
  ['kill', die],
  ['kill', die],
  ['kill', die],
  [
    'sweep',
    (node, parts) => {
      const { exchange, life, journal } = node
      const sweep = (): void => {
        if (life?.alive === true) exchange?.sweep().catch((error: unknown) => journal.fault('sweep', error))
      }
      // At any time, and as bodies come in.
      midst(node, parts, sweep)
      const kind = parts.random.pick(['create blob', 'write blob', 'sync blob', 'name blob'])
      life?.afterCalls(parts.random.int(1, 5), 'after', sweep, kind)
      return undefined
    },
  ],
  [
    'kill at once',
    (node) => {
      node.kill('killed at once')
      return undefined
    },
  ],
  [
    'disk full',
    ({ disk }) => {
      disk.full = true
      return () => {
        disk.full = false
      }
    },
  ],
  [
    'disk stalls',
    ({ disk }, { random }) => {
      disk.stall = random.int(100, 20_000)
      return () => {
        disk.stall = 0
      }
    },
  ],
  [
    'sync fails',
    ({ disk }) => {
      disk.nextSyncUnknown = true
      return undefined
    },
  ],
  [
    'blobs unreadable',
    ({ disk }) => {
      disk.brokenReads = 300
      return () => {
        disk.brokenReads = 0
      }
    },
  ],
  [
    'sync of a message fails',
    ({ life, disk }) => {
      life?.afterCalls(
        1,
        'after',
        () => {
          disk.nextSyncUnknown = true
        },
        'sync names',
      )
      return undefined
    },
  ],
  [
    'slow machine',
    ({ life }, { random }) => {
      if (life === undefined) return undefined
      life.slowness = random.int(20, 3_000)
      return () => {
        life.slowness = 0
      }
    },
  ],
  [
    'clock set',
    (node, parts) => {
      const { timeOfDay } = node
      const { random } = parts
      const size = random.pick([30 * minute, 3 * hour, 2 * day, 20 * day]) ?? day
      const jump = random.chance(0.5) ? size : -size
      midst(node, parts, () => timeOfDay.set(timeOfDay.wrong + jump))
      return random.chance(0.8) ? () => timeOfDay.set(0) : undefined
    },
  ],
  [
    'parted',
    (node, { network, nodes, partners, random }) => {
      const other = random.pick([...nodes, ...partners].filter(({ place }) => place !== node.place))
      if (other === undefined) return undefined
      network.part(node.place, other.place)
      return () => network.join(node.place, other.place)
    },
  ],
  [
    'storm',
    (_, { network: { weather }, random }) => {
      Object.assign(weather, { lost: 0.1, cut: 0.15, answerLost: 0.15, twice: 0.1, slow: 0.1 })
      if (random.chance(0.3)) Object.assign(weather, { answerLost: 0.6 })
      if (random.chance(0.3)) Object.assign(weather, { slow: 0.7 })
      return () => {
        Object.assign(weather, fairWeather())
      }
    },
  ],
  [
    'directory silent',
    (_, { directory, random }) => {
      directory.silence = random.chance(0.5) ? 100 : 40
      directory.lateness = random.int(0, 30_000)
      return () => {
        Object.assign(directory, { silence: 0, lateness: 0 })
      }
    },
  ],
]
