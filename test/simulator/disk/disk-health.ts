import type { SeededRandom } from '../../kill/random.ts'

/** How the disk of one machine fares; what is wrong with it is set by whoever injects faults. */
export interface DiskHealth {
  /** No room: what is written is refused, and nothing of it is kept. */
  full: boolean
  /** Milliseconds that a sync takes besides the usual. */
  stall: number
  /** The next sync ends in an error of which nobody knows whether the octets are there. */
  nextSyncUnknown: boolean
  /** Of a thousand reads and writes of blobs, so many end in an input/output error. */
  brokenReads: number
}

export function healthyDisk(): DiskHealth {
  return { full: false, stall: 0, nextSyncUnknown: false, brokenReads: 0 }
}

/** Sets everything right again. */
export function mend(disk: DiskHealth): void {
  Object.assign(disk, healthyDisk())
}

export function readFails(disk: DiskHealth, random: SeededRandom): boolean {
  return disk.brokenReads > 0 && random.chance(disk.brokenReads / 1000)
}
