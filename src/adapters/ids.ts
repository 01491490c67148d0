import { randomFillSync, randomUUID } from 'node:crypto'
import type { Ids } from '../exchange/ports/ids.ts'

const poolBytes = 4096

/** Ids from the operating system's randomness; small draws come from a pool, as each call into it is dear. */
export function randomIds(): Ids {
  const pool = new Uint8Array(poolBytes)
  let used = poolBytes
  return {
    uuid: () => randomUUID(),
    random(count) {
      if (count > poolBytes) return randomFillSync(new Uint8Array(count))
      if (used + count > poolBytes) {
        randomFillSync(pool)
        used = 0
      }
      const drawn = pool.slice(used, used + count)
      // What was given out does not stay in memory.
      pool.fill(0, used, used + count)
      used += count
      return drawn
    },
  }
}
