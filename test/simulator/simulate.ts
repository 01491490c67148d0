import { usualHours } from '../../src/exchange/agreements/opening-hours.ts'
import type { NodeSettings } from '../../src/exchange/node-settings.ts'
import type { Bug } from './bugs/bug.ts'
import { Accounts } from './checks/accounts.ts'
import { settledChecks } from './checks/settled-checks.ts'
import { Violation } from './checks/violation.ts'
import { Scheduler } from './engine/scheduler.ts'
import { stream } from './engine/streams.ts'
import { Trace } from './engine/trace.ts'
import { FaultSchedule } from './faults/fault-schedule.ts'
import { World } from './world/world.ts'

export interface SimulationOptions {
  readonly seed: number
  /** Simulated hours in which messages are sent and faults happen; what comes after is as long as it takes. */
  readonly hours: number
  /** Two to five; drawn from the seed where it is absent. */
  readonly nodes?: number
  readonly bug?: Bug
  /** Messages that are sent an hour, on an average. */
  readonly messagesPerHour?: number
  readonly faultsPerHour?: number
  /** Is given the whole trace, as text. */
  readonly onTrace?: (text: string) => void
}

export interface SimulationResult {
  readonly seed: number
  readonly violation: Violation | undefined
  /** What a node that broke a promise had told last. */
  readonly journal: readonly string[]
  readonly steps: number
  /** Simulated hours in all. */
  readonly hours: number
  /** SHA-256 of all that happened: the same for the same seed and options. */
  readonly trace: string
  readonly counts: Readonly<Record<string, number>>
  readonly faults: ReadonlyMap<string, number>
}

const hour = 3_600_000
/** Simulated time by which all must have settled when the faults are over. */
const patience = 6 * 24 * hour

/** Runs one simulated world from its seed: load and faults for some hours, then peace until all has settled. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const { seed, hours } = options
  const trace = new Trace(options.onTrace)
  const scheduler = new Scheduler(trace)
  const accounts = new Accounts((violation) => scheduler.fail(violation))
  const world = new World({ ...options, scheduler, accounts, settings })
  const faults = new FaultSchedule({
    scheduler,
    random: stream(seed, 'faults'),
    network: world.network,
    nodes: world.nodes,
    partners: world.partners,
    directory: world.directoryHealth,
    rate: options.faultsPerHour ?? 6,
  })
  const violation = await violationOf(scheduler, async () => {
    world.start()
    faults.start()
    await scheduler.runUntil(hours * hour)
    faults.stop()
    world.calm()
    await settle(world, scheduler)
    settledChecks(world, accounts)
    await scheduler.runUntil(scheduler.now)
  })
  return {
    seed,
    violation,
    journal: world.nodes.find(({ place }) => place === violation?.node)?.journal.tail ?? [],
    steps: scheduler.step,
    hours: scheduler.now / hour,
    trace: trace.hash,
    counts: world.counts,
    faults: faults.counts,
  }
}

function settings(nodeId: string, actor: string): NodeSettings {
  return {
    nodeId,
    actor,
    timeZone: 'Europe/Stockholm',
    mailboxLease: hour,
    inlineBytes: 1024,
    agreements: { qos: 'warn', hours: usualHours },
    delivery: { steps: [10_000, 60_000, 300_000, 1_800_000, hour], giveUpAfter: 8 * hour, perDestination: 3 },
    retention: {
      archiveAfter: 400 * 24 * hour,
      purgeContentAfter: 800 * 24 * hour,
      purgeEntryAfter: 900 * 24 * hour,
    },
    limits: { maxMessageBytes: 1_000_000, maxLabelBytes: 65_536, maxDataParts: 10, maxHeaderBytes: 16_384 },
  }
}

async function settle(world: World, scheduler: Scheduler): Promise<void> {
  const end = scheduler.now + patience
  while (scheduler.now < end) {
    await scheduler.runUntil(scheduler.now + hour)
    if (world.isSettled()) return
  }
  throw new Violation('all settles when the faults end', world.restlessNode(), world.whatIsLeft())
}

/** A promise that is rejected where nobody listens counts as a broken promise too, as it would end a real node. */
async function violationOf(scheduler: Scheduler, run: () => Promise<void>): Promise<Violation | undefined> {
  const onRejection = (error: unknown): void => scheduler.fail(error)
  process.on('unhandledRejection', onRejection)
  try {
    await run()
    return undefined
  } catch (error) {
    if (error instanceof Violation) return error
    throw error
  } finally {
    process.off('unhandledRejection', onRejection)
  }
}
