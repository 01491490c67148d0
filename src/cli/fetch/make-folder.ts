import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { codeOf } from '../../node/code-of.ts'
import { syncFolder } from './sync-folder.ts'

/**
 * Makes a folder and those above it so that their names survive a power cut: what is saved in it is acknowledged, and
 * then lies nowhere else.
 */
export async function makeFolder(
  folder: string,
  sync: (folder: string) => Promise<void> = syncFolder,
): Promise<void> {
  const path = resolve(folder)
  const first = await makeMissing(path)
  if (first === undefined) return
  const above = dirname(first)
  for (let at = dirname(path); ; at = dirname(at)) {
    await sync(at)
    if (at === above || at === dirname(at)) return
  }
}

/**
 * The uppermost folder that had to be made; undefined where all were there. (Node's own `recursive` never ends where a
 * parent is there and yet lets nothing be made in it, as in /proc.)
 */
async function makeMissing(path: string): Promise<string | undefined> {
  try {
    await mkdir(path)
    return path
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') return undefined
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    const above = await makeMissing(dirname(path))
    if (above === undefined) throw error
    await mkdir(path)
    return above
  }
}
