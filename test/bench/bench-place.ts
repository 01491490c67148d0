import { mkdtemp, rm } from 'node:fs/promises'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memoryKind } from './machine.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** A folder on a disk for everything that the bench writes; gone when it is disposed of, or the process ends. */
export interface BenchPlace extends AsyncDisposable {
  readonly dir: string
}

/** Makes the folder where it was asked for, else where the system keeps temporary files, else beside the repository. */
export async function openPlace(asked: string | undefined): Promise<BenchPlace> {
  const parent =
    asked === undefined ? await firstOnDisk([tmpdir(), resolve(repository, '..')]) : resolve(asked)
  const kind = await memoryKind(parent)
  if (kind !== undefined) {
    throw new Error(`${parent} is ${kind}: a sync costs nothing there. Name a folder on a disk with --dir.`)
  }
  const dir = await mkdtemp(join(parent, 'kvittens-bench-'))
  const clear = (): void => rmSync(dir, { recursive: true, force: true })
  process.once('exit', clear)
  return {
    dir,
    async [Symbol.asyncDispose]() {
      process.off('exit', clear)
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function firstOnDisk(parents: readonly string[]): Promise<string> {
  for (const parent of parents) if ((await memoryKind(parent)) === undefined) return parent
  return parents[0] ?? tmpdir()
}
