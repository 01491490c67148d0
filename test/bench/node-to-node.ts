import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { agency } from '../../src/node/trial/trial-facts.ts'
import { Acknowledger } from './acknowledger.ts'
import type { BenchOptions } from './bench-options.ts'
import { disturbed, type Figure, usageNote } from './figure.ts'
import { measureIdle } from './idle-latency.ts'
import { type NodeUnderTest, startNode } from './node-under-test.ts'
import { generatorCore, secondServerCore, serverCore } from './pinning.ts'
import { cpuSecondsOf, measureUsage, medianUsage, type Usage } from './process-usage.ts'
import { median, number, spread } from './statistics.ts'
import { SteadyLoad } from './steady-load.ts'
import { StoreView } from './store-view.ts'
import { startTwoBenchNodes, type TwoBenchNodes } from './two-bench-nodes.ts'

const messageBytes = 5000
const connections = 32
const lookMilliseconds = 5
/** As many calls between the nodes at once as the load has connections. */
const settings = [`delivery: { perDestination: 32 }`]
/** CPU of both nodes for one message, in those of one durable accept. */
const mostCpu = 3.5
/** Messages a second, in those of the accept; where each process has a core of its own. */
const leastRate = 0.35

interface Measured {
  readonly perSecond: number
  /** Seconds of CPU a message, of all nodes together. */
  readonly cpu: number
  readonly usage: Usage
}

/**
 * Messages of 5 kB from one node to another, under an agreement and by the directory: posted at the one, delivered,
 * acknowledged at the other, confirmed at the first. Beside durable accepts of one node, in turn with them.
 */
export async function measureNodeToNode(dir: string, options: BenchOptions): Promise<readonly Figure[]> {
  await mkdir(dir)
  return [await measureExchanges(dir, options), ...(await measureIdle(join(dir, 'idle'), options))]
}

async function measureExchanges(dir: string, options: BenchOptions): Promise<Figure> {
  const { rounds, seconds, exchanges } = options.effort
  await using one = await startNode(join(dir, 'one'), options)
  await using two = await startTwoBenchNodes(join(dir, 'two'), settings, options)
  using employerStore = new StoreView(two.employer.dataDir)
  using agencyStore = new StoreView(two.agency.dataDir)
  const stores = { employer: employerStore, agency: agencyStore }
  const accepts: Measured[] = []
  const ours: Measured[] = []
  // The first of each warms up: its figures are not kept, but its messages count.
  for (let index = 0; index <= rounds; index++) {
    accepts.push(await measureAccepts(one, seconds))
    ours.push(await exchange(two, stores, exchanges))
  }
  await proveExchanged(two, exchanges * (rounds + 1))
  return figureOf(accepts.slice(1), ours.slice(1))
}

async function measureAccepts({ employer, pid }: NodeUnderTest, seconds: number): Promise<Measured> {
  using load = await SteadyLoad.open(employer, connections, messageBytes)
  return await measured([pid], async () => (await load.run(seconds)).answered)
}

interface Stores {
  readonly employer: StoreView
  readonly agency: StoreView
}

/** Posts so many messages at the employer's node; ends when each is acknowledged at the agency's and confirmed. */
async function exchange(two: TwoBenchNodes, stores: Stores, messages: number): Promise<Measured> {
  using posting = await SteadyLoad.open(two.employer.own, connections, messageBytes)
  using acknowledger = await Acknowledger.open(two.agency.own, stores.agency, agency.number, connections)
  const confirmed = stores.employer.acknowledged() + messages
  const isDone = (): boolean =>
    stores.employer.acknowledged() === confirmed &&
    stores.employer.onTheirWay() + stores.agency.onTheirWay() === 0
  return await measured([two.employer.pid, two.agency.pid], async () => {
    // Closed when all is posted, which may be long before all has come: the node closes what is idle.
    const posted = posting.runCount(messages).then(() => posting[Symbol.dispose]())
    await Promise.all([posted, acknowledger.run(messages)])
    while (!isDone()) await after(lookMilliseconds)
    return messages
  })
}

async function measured(pids: readonly number[], run: () => Promise<number>): Promise<Measured> {
  const cpu = (): number => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0)
  const ends = pids.map((pid, index) => measureUsage(pid, index === 0 ? serverCore : secondServerCore))
  const begun = performance.now()
  const cpuBegun = cpu()
  const messages = await run()
  const elapsed = performance.now() - begun
  return {
    perSecond: (messages * 1000) / elapsed,
    cpu: (cpu() - cpuBegun) / messages,
    usage: together(ends.map((end) => end())),
  }
}

/** On one core, what one of the nodes uses is no noise of others to the other one. */
function together(usages: readonly Usage[]): Usage {
  const [first, second] = usages
  if (first === undefined) throw new Error('nothing was measured')
  if (second === undefined) return first
  const shared = serverCore === secondServerCore
  return {
    server: first.server + second.server,
    serverSystem: first.serverSystem + second.serverSystem,
    generator: first.generator,
    others: shared ? Math.max(0, first.others - second.server) : Math.max(first.others, second.others),
  }
}

function figureOf(accepts: readonly Measured[], ours: readonly Measured[]): Figure {
  const rates = (of: readonly Measured[]): number[] => of.map(({ perSecond }) => perSecond)
  const cpu = (of: readonly Measured[]): number => median(of.map((one) => one.cpu))
  const [cpuRatio, rateRatio] = [cpu(ours) / cpu(accepts), median(rates(ours)) / median(rates(accepts))]
  const [usage, acceptUsage] = [medianUsage(ours.map(usageOf)), medianUsage(accepts.map(usageOf))]
  const ownCores = new Set<number>([serverCore, secondServerCore, generatorCore]).size === 3
  const wall = ownCores
    ? `rate ${number(rateRatio, 3)} of it (to reach ${leastRate})`
    : `rate ${number(rateRatio, 3)} of it, both nodes on one core (${leastRate} is to be reached where each has its own)`
  return {
    part: 'node-to-node',
    name: `5 kB, ${connections} connections, to the confirm, beside the accept`,
    node: `${number(median(rates(ours)), 0)}/s, ${number(cpu(ours) * 1e6, 0)} µs of CPU`,
    bare: `accept ${number(median(rates(accepts)), 0)}/s, ${number(cpu(accepts) * 1e6, 0)} µs`,
    ratio: `${number(cpuRatio, 2)} of CPU`,
    spread: `${spread(rates(ours), 0)}; ${spread(rates(accepts), 0)}`,
    target: `≤ ${mostCpu}`,
    reached: cpuRatio <= mostCpu && (!ownCores || rateRatio >= leastRate),
    disturbed: disturbed(usage, acceptUsage),
    note: `${wall}; ${usageNote(usage, undefined)}; accept: ${usageNote(acceptUsage, undefined)}`,
    values: {
      rates: rates(ours),
      accepts: rates(accepts),
      cpu: ours.map((one) => one.cpu),
      acceptCpu: accepts.map((one) => one.cpu),
      cpuRatio,
      rateRatio,
    },
  }
}

function usageOf({ usage }: Measured): Usage {
  return usage
}

/** What was counted is there, on both sides, and nothing besides. */
async function proveExchanged(
  { employer, agency: receiver }: TwoBenchNodes,
  exchanges: number,
): Promise<void> {
  const held = [await employer.messages(), await receiver.messages()]
  // Each message, and each confirm.
  if (held.every((count) => count === 2 * exchanges)) return
  throw new Error(`${exchanges} messages were exchanged, and the nodes hold ${held.join(' and ')}`)
}
