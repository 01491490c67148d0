import { blobMissing } from '../../../src/adapters/blob-store/disk/blob-names.ts'
import { StorageUnavailable } from '../../../src/adapters/storage-unavailable.ts'
import type { BlobRange, BlobStore, BlobWriter } from '../../../src/exchange/ports/blob-store.ts'
import type { Clock } from '../../../src/exchange/ports/clock.ts'
import type { SeededRandom } from '../../kill/random.ts'
import type { Life } from '../machine/life.ts'
import type { BlobDisk, BlobFile } from './blob-disk.ts'
import { type DiskHealth, readFails } from './disk-health.ts'
import { SimulatedFault } from './simulated-fault.ts'

/** Milliseconds that an access to a file typically takes. */
const typical = 0.8
const chunkBytes = 4096
const entriesBatch = 50

/** How a blob store may be led astray, for showing that it is noticed. */
export interface BlobFaults {
  /** A commit answers without any sync. */
  readonly noSync?: boolean
}

/** What a blob store of one process works with. */
export interface BlobParts {
  readonly disk: BlobDisk
  readonly health: DiskHealth
  readonly life: Life
  readonly clock: Clock
  readonly random: SeededRandom
  readonly faults?: BlobFaults
}

/** Blobs on a simulated disk: written, synced, named, and the name synced, before a commit answers. */
export function simBlobStore(parts: BlobParts): BlobStore {
  const { disk, health, life, random } = parts
  return {
    create: () =>
      life.call('create blob', typical, () => {
        demandRoom(health)
        const id = Array.from({ length: 32 }, () => '0123456789abcdef'[random.int(0, 15)]).join('')
        const file: BlobFile = {
          id,
          bytes: new Uint8Array(),
          changedAt: parts.clock.now(),
          synced: false,
          named: false,
          nameSynced: false,
        }
        disk.files.set(id, file)
        return writer(file, parts)
      }),
    read: (id, range) => read(id, range, parts),
    remove: (ids) =>
      life.call('remove blobs', typical, () => {
        for (const id of ids) disk.files.delete(id)
      }),
    async *entries() {
      const ids = await life.call('blobs', typical, () => [...disk.files.keys()])
      for (let at = 0; at < ids.length; at += entriesBatch) {
        yield await life.call('more blobs', typical, () =>
          ids.slice(at, at + entriesBatch).flatMap((id) => {
            const file = disk.files.get(id)
            return file === undefined ? [] : [{ id, bytes: file.bytes.length, changedAt: file.changedAt }]
          }),
        )
      }
    },
  }
}

function writer(file: BlobFile, { disk, health, life, clock, random, faults = {} }: BlobParts): BlobWriter {
  const pieces: Uint8Array[] = []
  let ended = false
  return {
    id: file.id,
    write: (bytes) => {
      const copy = Uint8Array.from(bytes)
      return life.call('write blob', typical, () => {
        if (ended) throw new Error(`blob ${file.id} is ended already`)
        demandRoom(health)
        if (readFails(health, random)) throw brokenDisk()
        pieces.push(copy)
      })
    },
    async commit() {
      if (ended) throw new Error(`blob ${file.id} is ended already`)
      ended = true
      await life.call('sync blob', typical + health.stall * random.next(), () => {
        demandRoom(health)
        if (readFails(health, random)) throw brokenDisk()
        file.bytes = Buffer.concat(pieces)
        file.changedAt = clock.now()
        file.synced = faults.noSync !== true
      })
      await life.call('name blob', typical, () => {
        // As a rename does where somebody has removed the file meanwhile.
        if (!disk.files.has(file.id)) throw new SimulatedFault('ENOENT: no such file or directory, rename')
        file.named = true
      })
      await life.call('sync names', typical, () => {
        file.nameSynced = faults.noSync !== true
      })
    },
    abort: () =>
      life.call('abort blob', typical, () => {
        ended = true
        if (!file.named) disk.files.delete(file.id)
      }),
  }
}

async function* read(
  id: string,
  range: BlobRange | undefined,
  { disk, health, life, random }: BlobParts,
): AsyncGenerator<Uint8Array> {
  const bytes = await life.call('open blob', typical, () => {
    const file = disk.files.get(id)
    if (file === undefined || !file.named) throw blobMissing(id)
    return file.bytes
  })
  const end = Math.min(range?.end ?? bytes.length, bytes.length)
  for (let at = range?.start ?? 0; at < end; at += chunkBytes) {
    yield await life.call('read blob', typical, () => {
      if (readFails(health, random)) throw brokenDisk()
      return bytes.slice(at, Math.min(at + chunkBytes, end))
    })
  }
}

function demandRoom({ full }: DiskHealth): void {
  if (full) throw new StorageUnavailable('the simulated disk is full')
}

function brokenDisk(): Error {
  return new SimulatedFault('EIO: i/o error')
}
