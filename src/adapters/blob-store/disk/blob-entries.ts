import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobEntry } from '../../../exchange/ports/blob-store.ts'
import { idOfFile } from './blob-names.ts'

const folderShape = /^[0-9a-f]{2}$/

/** Every blob in the store, half-written ones included, a folder's worth at a time. */
export async function* blobEntries(dir: string): AsyncGenerator<readonly BlobEntry[]> {
  for (const outer of await foldersIn(dir)) {
    for (const inner of await foldersIn(join(dir, outer))) {
      const entries = await entriesIn(join(dir, outer, inner))
      if (entries.length > 0) yield entries
    }
  }
}

async function foldersIn(path: string): Promise<readonly string[]> {
  return (await readdir(path)).filter((name) => folderShape.test(name)).sort()
}

async function entriesIn(path: string): Promise<readonly BlobEntry[]> {
  const entries: BlobEntry[] = []
  for (const name of await readdir(path)) {
    const id = idOfFile(name)
    if (id === undefined) continue
    const found = await stat(join(path, name)).catch(() => undefined)
    // Removed or renamed since the folder was read.
    if (found !== undefined) entries.push({ id, bytes: found.size, changedAt: found.mtimeMs })
  }
  return entries
}
