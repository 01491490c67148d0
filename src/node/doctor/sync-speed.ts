import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { type Check, ok, outcome, warn } from './check.ts'
import { probeFolder } from './probe-folder.ts'
import { decimal } from './readable-words.ts'

const blockBytes = 4096
const mostRounds = 25
/** A slow disk is known for what it is by then. */
const longEnough = 2000
const slowMilliseconds = 50

/** How long a disk takes to keep 4 KiB for good: the least that each receipt waits for. */
export function syncSpeed(folder: string): Check {
  return {
    name: 'fsync',
    cureWhenHung: {
      sv: 'Disken skriver inte: se i systemets logg efter fel på den, eller på nätet till den.',
      en: "The disk does not write: look in the system's log for faults of it, or of the network to it.",
    },
    async run(signal) {
      const times = await measure(folder, signal)
      const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
      const { sv, en } = decimal(median)
      const found = {
        sv: `En skrivning med fsync tar ${sv} ms (median av ${times.length}).`,
        en: `A write with fsync takes ${en} ms (median of ${times.length}).`,
      }
      return outcome(median > slowMilliseconds ? warn(found, fasterDisk) : ok(found))
    },
  }
}

/** Milliseconds of each write of a new block with its sync. */
async function measure(folder: string, signal: AbortSignal): Promise<readonly number[]> {
  await using probe = await probeFolder(folder)
  await using file = await open(join(probe.path, 'fsync'), 'wx', 0o600)
  const block = Buffer.alloc(blockBytes, 'k')
  const times: number[] = []
  const begun = performance.now()
  while (times.length < mostRounds && performance.now() - begun < longEnough && !signal.aborted) {
    const before = performance.now()
    await file.write(block)
    await file.sync()
    times.push(performance.now() - before)
  }
  return times
}

const fasterDisk = {
  sv: 'Varje kvittens väntar på det: lägg node.dataDir på en snabbare disk (SSD, inte nätdisk), och se efter vad mer som skriver på den.',
  en: 'Each receipt waits for it: put node.dataDir on a faster disk (an SSD, no network disk), and see what else writes to it.',
}
