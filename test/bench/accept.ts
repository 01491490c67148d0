import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchOptions } from './bench-options.ts'
import { disturbed, type Figure, usageNote } from './figure.ts'
import { type NodeUnderTest, startBare, startNode } from './node-under-test.ts'
import { serverCore } from './pinning.ts'
import { measureUsage, medianUsage, type Usage } from './process-usage.ts'
import { median, number, spread } from './statistics.ts'
import { type LoadResult, SteadyLoad } from './steady-load.ts'
import type { Target } from './target.ts'

const messageBytes = 5000
/** Of the bare echo, at `targetConnections`. */
const targetRatio = 0.25
const targetConnections = 32
/** A yardstick that leaves more of its core unused than this is none. */
const saturated = 0.9

interface Round {
  readonly load: LoadResult
  readonly usage: Usage
}

/** Durable accepts a second of messages of 5 kB, beside a bare echo over mutual TLS. */
export async function measureAccept(dir: string, options: BenchOptions): Promise<readonly Figure[]> {
  await mkdir(dir)
  await using node = await startNode(join(dir, 'node'), options)
  await using echo = await startBare('echo', dir, node)
  const figures: Figure[] = []
  let answered = 0
  for (const connections of options.effort.connections) {
    const { bare, ours } = await alternate(echo, node, connections, options)
    answered += ours.reduce((sum, { load }) => sum + load.answered, 0)
    figures.push(figureOf(connections, bare, ours))
  }
  await proveKept(node, answered)
  return figures
}

async function alternate(
  echo: { readonly pid: number; readonly target: Target },
  node: NodeUnderTest,
  connections: number,
  { effort }: BenchOptions,
): Promise<{ readonly bare: readonly Round[]; readonly ours: readonly Round[] }> {
  using toEcho = await SteadyLoad.open(echo.target, connections, messageBytes)
  using toNode = await SteadyLoad.open(node.employer, connections, messageBytes)
  const bare: Round[] = []
  const ours: Round[] = []
  // The first of each warms up: its figures are not kept, but its messages count.
  for (let index = 0; index <= effort.rounds; index++) {
    bare.push(await round(toEcho, echo.pid, effort.seconds))
    ours.push(await round(toNode, node.pid, effort.seconds))
  }
  return { bare, ours }
}

async function round(load: SteadyLoad, pid: number, seconds: number): Promise<Round> {
  const end = measureUsage(pid, serverCore)
  const result = await load.run(seconds)
  return { load: result, usage: end() }
}

function figureOf(connections: number, bare: readonly Round[], ours: readonly Round[]): Figure {
  const rate = (rounds: readonly Round[]): number[] => rounds.slice(1).map(({ load }) => load.perSecond)
  const perCpu = (rounds: readonly Round[]): number =>
    median(rounds.slice(1).map(({ load, usage }) => load.perSecond / usage.server))
  const [bareRates, ourRates] = [rate(bare), rate(ours)]
  const [bareUsage, usage] = [middleUsage(bare), middleUsage(ours)]
  const [bareCpu, ourCpu] = [perCpu(bare), perCpu(ours)]
  const ratio = median(ourRates) / median(bareRates)
  const targeted = connections === targetConnections
  const time = (of: 'p50' | 'p99'): number => median(ours.slice(1).map(({ load }) => load[of]))
  return {
    part: 'accept',
    name: `5 kB, ${connections} connection${connections === 1 ? '' : 's'}`,
    node: `${number(median(ourRates), 0)}/s`,
    bare: `${number(median(bareRates), 0)}/s`,
    ratio: number(ratio, 3),
    spread: `${spread(ourRates, 0)}; ${spread(bareRates, 0)}`,
    target: targeted ? `≥ ${targetRatio}` : '',
    reached: targeted ? ratio >= targetRatio : undefined,
    disturbed: disturbed(usage, bareUsage) || (targeted && bareUsage.server < saturated),
    note: `p50 ${number(time('p50'), 2)} ms, p99 ${number(time('p99'), 2)} ms; per second of CPU ${number(ourCpu, 0)} beside ${number(bareCpu, 0)}, ${number(ourCpu / bareCpu, 3)}; ${usageNote(usage, bareUsage)}`,
    values: {
      connections,
      node: ourRates,
      bare: bareRates,
      ratio,
      perCpu: ourCpu,
      barePerCpu: bareCpu,
      p50: time('p50'),
      p99: time('p99'),
    },
  }
}

function middleUsage(rounds: readonly Round[]): Usage {
  return medianUsage(rounds.slice(1).map(({ usage }) => usage))
}

/** What was answered with 202 is there: nothing else makes the figure one of durable accepts. */
async function proveKept(node: NodeUnderTest, answered: number): Promise<void> {
  const held = await node.messages()
  if (held !== answered) throw new Error(`${answered} messages got their 202, the node holds ${held}`)
}
