import { nodeDigest } from '../../../src/adapters/digest.ts'
import { createExchange, type Exchange } from '../../../src/exchange/exchange.ts'
import type { NodeSettings } from '../../../src/exchange/node-settings.ts'
import type { CertificateFacts } from '../../../src/exchange/ports/trust.ts'
import type { Ports } from '../../../src/exchange/ports/ports.ts'
import type { Bug } from '../bugs/bug.ts'
import type { SeededRandom } from '../../kill/random.ts'
import type { Accounts } from '../checks/accounts.ts'
import { hasCause } from '../checks/fault-with-cause.ts'
import { NodeWatch } from '../checks/node-watch.ts'
import { Violation } from '../checks/violation.ts'
import { BlobDisk } from '../disk/blob-disk.ts'
import { type DiskHealth, healthyDisk } from '../disk/disk-health.ts'
import { GroupCommit } from '../disk/group-commit.ts'
import { simBlobStore } from '../disk/sim-blob-store.ts'
import { simMessageLog, simRegistry, StoreDisk } from '../disk/sim-store.ts'
import type { Scheduler } from '../engine/scheduler.ts'
import { stream, waiting } from '../engine/streams.ts'
import { Life } from '../machine/life.ts'
import { simClock, TimeOfDay } from '../machine/sim-clock.ts'
import { simCoordination } from '../machine/sim-coordination.ts'
import { simIds } from '../machine/sim-ids.ts'
import { simHandlers } from '../machine/sim-handlers.ts'
import { errorText, NodeJournal } from '../machine/sim-journal.ts'
import { simTimers } from '../machine/sim-timers.ts'
import type { ReceiveAnswer } from '../network/answers.ts'
import type { Connection } from '../network/connection.ts'
import type { Network } from '../network/network.ts'
import { type DirectoryFacts, type DirectoryHealth, simDirectory } from '../network/sim-directory.ts'
import { type ReceiveService, simPeers } from '../network/sim-peers.ts'
import type { NodePart } from './cast.ts'
import { startSequence } from './start-sequence.ts'
import { type Surface, surfaceOf } from './surface.ts'

/** What the nodes of a world share. */
export interface Surroundings {
  readonly seed: number
  readonly scheduler: Scheduler
  readonly network: Network
  readonly accounts: Accounts
  readonly directory: { readonly facts: DirectoryFacts; readonly health: DirectoryHealth }
  readonly serviceAt: (url: string) => ReceiveService | undefined
  /** The certificate by which a number is known. */
  readonly factsOf: (number: string) => CertificateFacts
  /** Whether an organisation's own system answers requests of a product type. */
  readonly answers: (actor: string, product: string) => boolean
  readonly bug: Bug | undefined
}

/** One process of a node; it takes calls once it has a surface. */
interface NodeProcess {
  readonly life: Life
  readonly exchange: Exchange
  surface: Surface | undefined
}

/** A machine with a node on it: its disk and its clock stay, its processes come and go. */
export class SimNode implements ReceiveService {
  readonly place: string
  readonly part: NodePart
  readonly store: StoreDisk
  readonly blobs = new BlobDisk()
  readonly disk: DiskHealth = healthyDisk()
  readonly timeOfDay: TimeOfDay
  readonly journal: NodeJournal
  readonly watch: NodeWatch
  readonly numbers: readonly string[]
  readonly #around: Surroundings
  readonly #settings: NodeSettings
  readonly #ids
  readonly #ports
  readonly #disk
  readonly #directory
  readonly #downtime
  readonly #handlers
  #process: NodeProcess | undefined
  #lives = 0

  constructor(part: NodePart, index: number, settings: NodeSettings, around: Surroundings) {
    const { seed, scheduler, accounts } = around
    this.place = part.name
    this.part = part
    this.numbers = [part.own.number, ...[...part.tenants, ...part.employers].map(({ number }) => number)]
    this.#around = around
    this.#settings = around.bug?.settings?.(settings) ?? settings
    this.#ids = stream(seed, 'ids', index)
    this.#ports = stream(seed, 'ports', index)
    this.#disk = stream(seed, 'disk', index)
    this.#directory = stream(seed, 'directory', index)
    this.#handlers = stream(seed, 'handlers', index)
    this.#downtime = stream(seed, 'world', index + 1)
    this.timeOfDay = new TimeOfDay(scheduler)
    this.journal = new NodeJournal(scheduler, (error) => {
      if (!hasCause(error))
        accounts.violate(new Violation('no fault of its own', this.place, errorText(error)))
    })
    this.store = new StoreDisk((change, outcome) => this.watch.written(change, outcome))
    this.watch = new NodeWatch(part.name, this.store.tables, accounts, {
      ownActor: part.own.number,
      perDestination: settings.delivery.perDestination,
      longestWait: 2 * 3_600_000,
      timeOfDay: this.timeOfDay,
    })
  }

  /** The process, once it takes calls. */
  get listener(): Life | undefined {
    return this.#process?.surface === undefined ? undefined : this.#process.life
  }

  /** The process, from the first moment of its start. */
  get life(): Life | undefined {
    return this.#process?.life
  }

  get exchange(): Exchange | undefined {
    return this.#process?.surface === undefined ? undefined : this.#process.exchange
  }

  get surface(): Surface | undefined {
    return this.#process?.surface
  }

  start(): void {
    if (this.#process !== undefined) return
    this.#lives += 1
    this.journal.remark(`starts (life ${this.#lives})`)
    const { scheduler } = this.#around
    const life = new Life(`${this.place}#${this.#lives}`, scheduler, this.#ports)
    const ports = this.#portsOf(life)
    const process: NodeProcess = {
      life,
      exchange: createExchange(ports, this.#settings),
      surface: undefined,
    }
    this.#process = process
    startSequence(process.exchange, ports, life).then(
      () => {
        process.surface = surfaceOf(process.exchange, this.#surfaceWatch(ports))
        this.journal.remark('takes calls')
      },
      (error: unknown) => {
        ports.journal.fault('start', error)
        this.kill('could not start')
      },
    )
  }

  /** The process dies where it stands, and its machine with it: what was not durable is gone. */
  kill(why: string): void {
    if (this.#process === undefined) return
    this.journal.remark(`dies: ${why}`)
    const { scheduler } = this.#around
    scheduler.note(`${this.place} dies: ${why}`)
    const { life } = this.#process
    this.#process = undefined
    life.end()
    this.store.undo.crash()
    this.blobs.crash(this.#disk)
    this.watch.crashed()
    scheduler.after(downtime(this.#downtime), () => this.start())
  }

  async receive(connection: Connection<ReceiveAnswer>, from: string): Promise<void> {
    await this.surface?.receive(connection, this.#around.factsOf(from))
  }

  #portsOf(life: Life): Ports {
    const { scheduler, network, directory, bug, serviceAt } = this.#around
    const clock = simClock(this.timeOfDay, scheduler)
    const group = new GroupCommit(
      life,
      this.store.undo,
      this.disk,
      this.#disk,
      () => this.#endSoon(life),
      bug?.commit,
    )
    const ports: Ports = {
      messageLog: simMessageLog(this.store, life, group),
      registry: simRegistry(this.store, life, group),
      blobStore: simBlobStore({
        disk: this.blobs,
        health: this.disk,
        life,
        clock,
        random: this.#disk,
        ...(bug?.blobs === undefined ? {} : { faults: bug.blobs }),
      }),
      directory: simDirectory(directory.facts, directory.health, this.timeOfDay, life, this.#directory),
      peers: simPeers(
        { place: this.place, life, number: this.part.own.number },
        network,
        serviceAt,
        this.watch,
      ),
      handlers: simHandlers((actor, product) => this.#around.answers(actor, product), {
        life,
        random: this.#handlers,
        accounts: this.#around.accounts,
        node: this.place,
      }),
      coordination: simCoordination(life),
      timers: simTimers(life),
      clock,
      ids: simIds(this.#ids),
      digest: nodeDigest(),
      journal: this.journal,
    }
    return bug?.ports?.(ports) ?? ports
  }

  /** A node whose store has failed ends by itself, after what it still does meanwhile. */
  #endSoon(life: Life): void {
    life.later('ends', life.duration(50), () => {
      this.kill('its store has failed')
      return undefined
    })
  }

  #surfaceWatch(ports: Ports) {
    return {
      accepted: (receiptId: string, txId: string) => this.watch.accepted(receiptId, txId),
      refused: () => {},
      acknowledged: (txId: string) => this.watch.acknowledged(txId),
      fetching: (txId: string) => this.watch.fetching(txId),
      fault: (error: unknown) => ports.journal.fault(ports.ids.uuid(), error),
    }
  }
}

/** Milliseconds until a dead node is started again: mostly seconds, at times most of an hour. */
function downtime(random: SeededRandom): number {
  return random.chance(0.1) ? waiting(random, 1_200_000) : 300 + waiting(random, 8_000)
}
