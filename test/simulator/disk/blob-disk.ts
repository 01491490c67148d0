import type { SeededRandom } from '../../kill/random.ts'

/** A blob as a file on a disk: what of it a crash would leave depends on what was synced. */
export interface BlobFile {
  readonly id: string
  bytes: Uint8Array
  changedAt: number
  /** Its octets would survive a crash. */
  synced: boolean
  /** It has the name by which it is found; without it, it is half written. */
  named: boolean
  /** The name would survive a crash. */
  nameSynced: boolean
}

/** What lies on a node's disk as blobs; it outlives the processes that open it. */
export class BlobDisk {
  readonly files = new Map<string, BlobFile>()

  /** Power is lost: octets that were not synced are there, torn or gone, and so are names. */
  crash(random: SeededRandom): void {
    for (const file of this.files.values()) {
      if (!file.synced) tear(file, random)
      if (file.named && !file.nameSynced) file.named = random.chance(0.5)
      file.synced = true
      file.nameSynced = file.named
      if (!file.named && random.chance(0.3)) this.files.delete(file.id)
    }
  }
}

function tear(file: BlobFile, random: SeededRandom): void {
  file.bytes = file.bytes.subarray(0, random.int(0, file.bytes.length))
}
