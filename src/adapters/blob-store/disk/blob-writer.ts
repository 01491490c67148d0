import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { BlobWriter } from '../../../exchange/ports/blob-store.ts'
import { StorageUnavailable, saysNoRoom } from '../../storage-unavailable.ts'
import { newBlobId, pathOf, temporaryPathOf } from './blob-names.ts'
import { syncFolder } from '../../durable-folder.ts'

/** Octets gathered before one write to the disk; larger pieces are written as they come, without a copy. */
const pieceBytes = 512 * 1024
/** Free buffers kept by a store for its next writers. */
const spareBuffers = 8

/** Buffers of one piece each, lent to the writers of a store. */
export type Pieces = Uint8Array[]

/** Begins a blob in a folder that is there and durable already. */
export async function openBlobWriter(
  dir: string,
  spare: Pieces,
  prepare: (folder: string) => Promise<void>,
): Promise<BlobWriter> {
  const id = newBlobId()
  const path = pathOf(dir, id)
  const temporary = temporaryPathOf(dir, id)
  const file = await told(async () => {
    await prepare(dirname(path))
    return open(temporary, 'wx', 0o600)
  })
  const piece = spare.pop() ?? new Uint8Array(pieceBytes)
  let gathered = 0
  let open_ = true

  async function flush(): Promise<void> {
    if (gathered === 0) return
    await writeAll(file, piece.subarray(0, gathered))
    gathered = 0
  }

  async function end(): Promise<void> {
    if (!open_) return
    open_ = false
    if (spare.length < spareBuffers) spare.push(piece)
    await file.close()
  }

  return {
    id,
    async write(bytes) {
      if (!open_) throw new Error(`blob ${id} is ended already`)
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
      if (!open_) throw new Error(`blob ${id} is ended already`)
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
