import { statfs } from 'node:fs/promises'
import { leastFreeBytes } from '../readiness.ts'
import { type Check, fail, ok, outcome, warn } from './check.ts'
import { bytesWords } from './readable-words.ts'

const comfortableBytes = 1024 * 1024 * 1024

/** How much room there is for what the node keeps. */
export function diskSpace(folder: string): Check {
  return {
    name: 'disk-space',
    async run() {
      const { bavail, bsize } = await statfs(folder)
      const free = bavail * bsize
      const { sv, en } = bytesWords(free)
      const found = { sv: `${sv} ledigt för ${folder}.`, en: `${en} free for ${folder}.` }
      if (free > comfortableBytes) return outcome(ok(found))
      const cure = {
        sv: `Skaffa plats, eller flytta node.dataDir till en större disk; under ${bytesWords(leastFreeBytes).sv} säger noden att den inte är redo.`,
        en: `Make room, or move node.dataDir to a larger disk; below ${bytesWords(leastFreeBytes).en} the node says that it is not ready.`,
      }
      return outcome(free > leastFreeBytes ? warn(found, cure) : fail(found, cure))
    },
  }
}
