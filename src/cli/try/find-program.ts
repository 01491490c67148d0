import { access, constants } from 'node:fs/promises'
import { basename, delimiter, dirname, join } from 'node:path'

/**
 * Where a program is: in a folder of PATH, or in the sbin or libexec beside one, where servers lie and which the path of
 * a plain user leaves out.
 */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  const beside = folders
    .filter((folder) => basename(folder) === 'bin')
    .flatMap((folder) => ['sbin', 'libexec'].map((other) => join(dirname(folder), other)))
  return firstThere(
    [...folders, ...beside].map((folder) => join(folder, name)),
    constants.X_OK,
  )
}

/** The first of these files that is there and may be used so. */
export async function firstThere(
  paths: readonly string[],
  use = constants.R_OK,
): Promise<string | undefined> {
  for (const path of paths) {
    try {
      await access(path, use)
      return path
    } catch {
      // Not this one.
    }
  }
  return undefined
}
