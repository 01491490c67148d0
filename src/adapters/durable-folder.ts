import { closeSync, fsyncSync, openSync } from 'node:fs'
import { mkdir, open, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Makes the names in a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  if (namesAreJournalled()) return
  await using folder = await open(path, 'r')
  await folder.sync()
}

/** The same without giving up the thread, for the worker that writes. */
export function syncFolderNow(path: string): void {
  if (namesAreJournalled()) return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Windows refuses to open or sync a folder (EISDIR, EPERM), and need not: NTFS journals names by itself. */
function namesAreJournalled(): boolean {
  return process.platform === 'win32'
}

/** Creates a folder and its parents, for this user alone, so that each new name survives a power cut. */
export function makeDurableFolder(path: string): Promise<void> {
  return makeDurable(resolve(path))
}

async function makeDurable(path: string): Promise<void> {
  const above = dirname(path)
  // Level by level: a folder that is there, whoever made it, then has every name on the way to it synced but its own.
  if (!(await isFolder(path)) && above !== path) {
    if (!(await isFolder(above))) await makeDurable(above)
    await make(path)
  }
  // Also when it was there: another writer may have made it a moment ago and not synced it yet.
  await syncFolder(above)
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true
}

async function make(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if (!(await isFolder(path))) throw error
  }
}
