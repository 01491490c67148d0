import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The doctor's own folder in another one, for files to try things on; it is gone once disposed. */
export async function probeFolder(inside: string): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(inside, 'doctor-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
