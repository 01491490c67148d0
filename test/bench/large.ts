import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchOptions } from './bench-options.ts'
import { disturbed, type Figure, usageNote } from './figure.ts'
import { largeMessage, pourIn, pourOut, type Transfer } from './large-transfer.ts'
import { mailboxPath, startBare, startNode } from './node-under-test.ts'
import { serverCore } from './pinning.ts'
import { measureUsage, medianUsage, type Usage } from './process-usage.ts'
import { median, number, spread } from './statistics.ts'

const targetRatio = 0.85

interface Round {
  readonly megabytes: number
  readonly usage: Usage
}

/** One large message in beside a bare server that hashes to disk and syncs, and out beside a bare file over TLS. */
export async function measureLarge(dir: string, options: BenchOptions): Promise<readonly Figure[]> {
  await mkdir(dir)
  await using node = await startNode(join(dir, 'node'), options)
  await using bare = await startBare('disk', dir, node)
  const { largeBytes, rounds } = options.effort
  const [bareIn, oursIn, bareOut, oursOut] = [[], [], [], []] as [Round[], Round[], Round[], Round[]]
  for (let index = 0; index <= rounds; index++) {
    const message = largeMessage(largeBytes)
    const path = `${mailboxPath}/${message.txId}`
    bareIn.push(await round(bare.pid, () => pourIn(bare.target, message)))
    oursIn.push(await round(node.pid, () => pourIn(node.employer, message)))
    bareOut.push(await round(bare.pid, () => pourOut(bare.target, '/', message.bytes)))
    oursOut.push(await round(node.pid, () => pourOut(node.agency, path, message.bytes)))
  }
  const size = `${number(largeBytes / 2 ** 20, 0)} MiB`
  return [
    figureOf(`${size} in, beside TLS to disk with SHA-256`, bareIn, oursIn, targetRatio),
    figureOf(`${size} out, beside a file over TLS`, bareOut, oursOut, undefined),
  ]
}

async function round(pid: number, transfer: () => Promise<Transfer>): Promise<Round> {
  const end = measureUsage(pid, serverCore)
  const { bytes, milliseconds } = await transfer()
  return { megabytes: bytes / 1000 / milliseconds, usage: end() }
}

/** The first round of each warms up. */
function figureOf(
  name: string,
  bare: readonly Round[],
  ours: readonly Round[],
  target: number | undefined,
): Figure {
  const rate = (rounds: readonly Round[]): number[] => rounds.slice(1).map(({ megabytes }) => megabytes)
  const [bareRates, ourRates] = [rate(bare), rate(ours)]
  const [bareUsage, usage] = [middleUsage(bare), middleUsage(ours)]
  const ratio = median(ourRates) / median(bareRates)
  return {
    part: 'large',
    name,
    node: `${number(median(ourRates), 0)} MB/s`,
    bare: `${number(median(bareRates), 0)} MB/s`,
    ratio: number(ratio, 3),
    spread: `${spread(ourRates, 0)}; ${spread(bareRates, 0)}`,
    target: target === undefined ? '' : `≥ ${target}`,
    reached: target === undefined ? undefined : ratio >= target,
    disturbed: disturbed(usage, bareUsage),
    note: usageNote(usage, bareUsage),
    values: { node: ourRates, bare: bareRates, ratio },
  }
}

function middleUsage(rounds: readonly Round[]): Usage {
  return medianUsage(rounds.slice(1).map(({ usage }) => usage))
}
