import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { leftOut } from '../support/needs.ts'

const run = promisify(execFile)

/** Set for the suites that fill a disk: true where the person leaves them out. */
export const smallDiskLeftOut = leftOut('small-disk') && 'small-disk is left out'

/** A file system of so many MiB, which only root may mount. */
export async function smallDisk(mebibytes: number): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'kvittens-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path])
  } catch (cause) {
    await rm(path, { recursive: true })
    throw new Error(
      'This suite mounts a small disk, which only root may do. Run it as root, or leave it out with KVITTENS_TEST_WITHOUT=small-disk.',
      { cause },
    )
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      await run('umount', [path])
      await rm(path, { recursive: true })
    },
  }
}
