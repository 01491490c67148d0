import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { BlobStore } from '../ports/blob-store.ts'

/** Whether a blob was written to its end: one that is still half written can't be read. */
export async function isCommitted(blobStore: BlobStore, id: string): Promise<boolean> {
  try {
    for await (const _ of blobStore.read(id, { start: 0, end: 1 })) break
    return true
  } catch (error) {
    if (error instanceof KvittensError && error.code === 'BlobMissing') return false
    throw error
  }
}
