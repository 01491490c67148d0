import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchOptions } from './bench-options.ts'
import type { Figure } from './figure.ts'
import { type LargeMessage, largeMessage, pourIn, pourOut } from './large-transfer.ts'
import { freeBytes } from './machine.ts'
import { mailboxPath, type NodeUnderTest, startBare, startNode } from './node-under-test.ts'
import { forgetPeak, memoryOf, peakMemoryOf } from './process-usage.ts'
import { number } from './statistics.ts'

const mebibyte = 2 ** 20
const targetMebibytes = 200
const atOnce = 64

/** The most memory that the node and a bare server hold, with one huge message in and out and with 64 at once. */
export async function measureMemory(dir: string, options: BenchOptions): Promise<readonly Figure[]> {
  const { hugeBytes, manyBytes } = options.effort
  await mkdir(dir)
  const needed = hugeBytes * 2 + manyBytes * atOnce
  if ((await freeBytes(dir)) < needed * 1.1)
    throw new Error(`memory needs ${number(needed / mebibyte, 0)} MiB free in ${dir}`)
  await using node = await startNode(join(dir, 'node'), options)
  await using bare = await startBare('disk', dir, node)
  const started = memoryOf(node.pid)
  const huge = largeMessage(hugeBytes)
  const many = Array.from({ length: atOnce }, () => largeMessage(manyBytes))
  const hugeSize = `${number(hugeBytes / mebibyte, 0)} MiB`
  const manySize = `${atOnce} at once of ${number(manyBytes / mebibyte, 0)} MiB`
  const compared = (
    name: string,
    ours: () => Promise<unknown>,
    theirs: () => Promise<unknown>,
  ): Promise<Figure> => peakOf(name, node, bare, started, ours, theirs)
  return [
    await compared(
      `${hugeSize} in`,
      () => pourIn(node.employer, huge),
      () => pourIn(bare.target, huge),
    ),
    await compared(
      `${hugeSize} out`,
      () => takeOut(node, huge),
      () => pourOut(bare.target, '/', huge.bytes),
    ),
    await compared(
      `${manySize} in`,
      () => Promise.all(many.map((one) => pourIn(node.employer, one))),
      () => Promise.all(many.map((one) => pourIn(bare.target, one))),
    ),
    await compared(
      `${manySize} out`,
      () => Promise.all(many.map((one) => takeOut(node, one))),
      () => Promise.all(many.map((one) => pourOut(bare.target, '/', one.bytes))),
    ),
  ]
}

function takeOut(node: NodeUnderTest, { txId, bytes }: LargeMessage): Promise<unknown> {
  return pourOut(node.agency, `${mailboxPath}/${txId}`, bytes)
}

async function peakOf(
  name: string,
  node: NodeUnderTest,
  bare: { readonly pid: number },
  started: number,
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
): Promise<Figure> {
  const theirPeak = await peakDuring(bare.pid, theirs)
  const ourPeak = await peakDuring(node.pid, ours)
  const mebibytes = (bytes: number): string => `${number(bytes / mebibyte, 0)} MiB`
  return {
    part: 'memory',
    name,
    node: mebibytes(ourPeak),
    bare: mebibytes(theirPeak),
    ratio: number(ourPeak / theirPeak, 2),
    spread: '',
    target: `≤ ${targetMebibytes} MiB`,
    reached: ourPeak <= targetMebibytes * mebibyte,
    disturbed: false,
    note: `peak RSS (VmHWM); ${mebibytes(started)} when started`,
    values: { node: ourPeak, bare: theirPeak, started },
  }
}

async function peakDuring(pid: number, act: () => Promise<unknown>): Promise<number> {
  forgetPeak(pid)
  await act()
  return peakMemoryOf(pid)
}
