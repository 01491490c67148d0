import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { BlobWriter } from '../../../exchange/ports/blob-store.ts'
import { StorageUnavailable, saysNoRoom } from '../../storage-unavailable.ts'
import { newBlobId, pathOf, temporaryPathOf } from './blob-names.ts'
import { syncFolder } from '../../durable-folder.ts'

/** Octets gathered before one write to the disk; larger pieces are written as they come, without a copy. */
const pieceBytes = 128 * 1024
/** Free buffers kept by a store for its next writers. */
const spareBuffers = 8

/** What the writers of one store share. */
export interface Shared {
  readonly dir: string
  /** Buffers of one piece each, to be lent to the next writers. */
  readonly spare: Uint8Array[]
  /** The files of the writers that have not ended. */
  readonly open: Set<FileHandle>
  /** Makes a folder of the fan-out durable. */
  prepare(folder: string): Promise<void>
}

/** Begins a blob in a folder that is there and durable already. */
export async function openBlobWriter(shared: Shared): Promise<BlobWriter> {
  const { dir, spare } = shared
  const id = newBlobId()
  const path = pathOf(dir, id)
  const temporary = temporaryPathOf(dir, id)
  const file = await told(async () => {
    await shared.prepare(dirname(path))
    return open(temporary, 'wx', 0o600)
  })
  const piece = spare.pop() ?? new Uint8Array(pieceBytes)
  let gathered = 0
  let ended = false
  shared.open.add(file)

  async function flush(): Promise<void> {
    if (gathered === 0) return
    await writeAll(file, piece.subarray(0, gathered))
    gathered = 0
  }

  async function end(): Promise<void> {
    if (ended) return
    ended = true
    shared.open.delete(file)
    if (spare.length < spareBuffers) spare.push(piece)
    await file.close()
  }

  return {
    id,
    async write(bytes) {
      if (ended) throw new Error(`blob ${id} is ended already`)
      if (bytes.length <= pieceBytes - gathered) {
        piece.set(bytes, gathered)
        gathered += bytes.length
        return
      }
      await told(async () => {
        if (bytes.length >= pieceBytes) {
          await flush()
          await writeAll(file, bytes)
          return
        }
        const fits = pieceBytes - gathered
        piece.set(bytes.subarray(0, fits), gathered)
        gathered = pieceBytes
        await flush()
        piece.set(bytes.subarray(fits))
        gathered = bytes.length - fits
      })
    },
    async commit() {
      if (ended) throw new Error(`blob ${id} is ended already`)
      await told(async () => {
        await flush()
        // The length is part of what fdatasync keeps: it is needed to read the octets back.
        await file.datasync()
        await end()
        await rename(temporary, path)
        await syncFolder(dirname(path))
      })
    },
    async abort() {
      await end().catch(gone)
      await unlink(temporary).catch(gone)
    },
  }
}

/** What could not be closed or removed is left to the sweep, which finds half-written blobs by `entries`. */
function gone(): void {
  // Deliberately silent: see above.
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await file.write(bytes, at, bytes.length - at, null)).bytesWritten
  }
}

async function told<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw saysNoRoom(error) ? new StorageUnavailable(error) : error
  }
}
