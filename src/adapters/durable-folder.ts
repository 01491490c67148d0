import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes the names in a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}

/** Creates a folder and its parents so that each new name survives a power cut. */
export async function makeDurableFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) {
    // It was there already, but perhaps made by another writer a moment ago that has not synced it yet.
    await syncFolder(dirname(path))
    return
  }
  const above = dirname(first)
  for (let at = dirname(path); ; at = dirname(at)) {
    await syncFolder(at)
    if (at === above || at === dirname(at)) return
  }
}
