import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'

/** All threads of a server are held to this core. */
export const serverCore = 0
/** The bench itself, which is the load generator, is held to this one. */
export const generatorCore = 1
/** A second server has a core of its own where there are three; else it shares the first one's. */
export const secondServerCore = cpus().length >= 3 ? 2 : serverCore

/** Holds this process, all its threads and what it starts from now on to the generator's core. */
export function pinSelf(): void {
  if (availableParallelism() < 2)
    throw new Error('the bench needs two cores: one for the server, one for the load')
  const { status, error, stderr } = spawnSync(
    'taskset',
    ['-a', '-c', '-p', String(generatorCore), String(process.pid)],
    {
      encoding: 'utf8',
    },
  )
  if (error !== undefined)
    throw new Error('the bench needs taskset (Debian: apt-get install util-linux)', { cause: error })
  if (status !== 0) throw new Error(`taskset failed: ${stderr}`)
}

/** A command that runs with all its threads on one core. */
export function onCore(core: number, command: readonly string[]): readonly [string, readonly string[]] {
  return ['taskset', ['-c', String(core), ...command]]
}
