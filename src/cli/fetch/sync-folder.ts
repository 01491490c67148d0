import { open } from 'node:fs/promises'

/** Makes the names in a folder survive a power cut; Windows does that by itself and has no call for it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await using handle = await open(folder, 'r')
  await handle.sync()
}
