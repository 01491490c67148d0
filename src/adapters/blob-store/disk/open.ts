import { unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { BlobStore } from '../../../exchange/ports/blob-store.ts'
import { blobEntries } from './blob-entries.ts'
import { idOfFile, pathOf, temporaryPathOf } from './blob-names.ts'
import { readBlob } from './blob-reader.ts'
import { openBlobWriter, type Shared } from './blob-writer.ts'
import { makeDurableFolder } from '../../durable-folder.ts'

export interface DiskBlobStoreOptions {
  /** The folder of the blobs; created when it is not there. */
  readonly dir: string
}

/**
 * Blobs as files: written beside their name, synced, renamed, and the folder synced, before a commit answers.
 * A file `ID.part` is a blob whose writer has not ended, or died.
 */
export async function openDiskBlobStore(options: DiskBlobStoreOptions): Promise<BlobStore & AsyncDisposable> {
  const { dir } = options
  await makeDurableFolder(dir)
  const ready = new Map<string, Promise<void>>()

  function prepare(folder: string): Promise<void> {
    const known = ready.get(folder)
    if (known !== undefined) return known
    const made = makeFanOut(folder)
    ready.set(folder, made)
    made.catch(() => ready.delete(folder))
    return made
  }

  const shared: Shared = { dir, spare: [], open: new Set(), prepare }
  return {
    create: () => openBlobWriter(shared),
    read: (id, range) => readBlob(dir, id, range),
    async remove(ids) {
      for (const id of ids) {
        // What this store cannot have made is not there.
        if (idOfFile(id) !== id) continue
        await removeFile(pathOf(dir, id))
        await removeFile(temporaryPathOf(dir, id))
      }
    },
    entries: () => blobEntries(dir),
    async [Symbol.asyncDispose]() {
      // What was half written stays on the disk, as after a kill; the sweep finds it.
      await Promise.all([...shared.open].map((file) => file.close()))
      shared.open.clear()
      shared.spare.length = 0
    },
  }
}

/** Both levels: the outer may be new, or made by a process that died before it was synced. */
async function makeFanOut(folder: string): Promise<void> {
  await makeDurableFolder(dirname(folder))
  await makeDurableFolder(folder)
}

async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
