import { type FileHandle, open } from 'node:fs/promises'
import type { BlobRange } from '../../../exchange/ports/blob-store.ts'
import { blobMissing, pathOf } from './blob-names.ts'

/** Octets read at a time. */
const chunkBytes = 64 * 1024

/** Reads a committed blob, or a range of it, in chunks; the file is closed when the consumer stops early too. */
export async function* readBlob(dir: string, id: string, range?: BlobRange): AsyncGenerator<Uint8Array> {
  await using file = await openBlob(dir, id)
  let at = range?.start ?? 0
  const end = range?.end ?? Number.POSITIVE_INFINITY
  while (at < end) {
    // A fresh buffer each time: the consumer may keep what it was given.
    const chunk = Buffer.allocUnsafeSlow(Math.min(chunkBytes, end - at))
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield bytesRead === chunk.length ? chunk : chunk.subarray(0, bytesRead)
  }
}

async function openBlob(dir: string, id: string): Promise<FileHandle> {
  const path = pathOf(dir, id)
  try {
    return await open(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw blobMissing(id, error)
    throw error
  }
}
