import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The names of all files under data/blobs, half-written ones included. */
export async function blobFiles(dataDir: string): Promise<readonly string[]> {
  const entries = await readdir(join(dataDir, 'blobs'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}
