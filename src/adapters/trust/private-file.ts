import { open } from 'node:fs/promises'

/**
 * Writes a file that only its owner may read (mode 0600), synced to disk. Fails with EEXIST where it is there already,
 * unless it may be replaced: a key that is written over is gone.
 */
export async function writePrivateFile(
  path: string,
  text: string,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<void> {
  await using file = await open(path, replace ? 'w' : 'wx', 0o600)
  // The mode of `open` is only for files that it makes; an old one may be open to all.
  await file.chmod(0o600)
  await file.writeFile(text)
  await file.sync()
}
