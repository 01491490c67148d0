import { statfs } from 'node:fs/promises'
import type { DirectoryStatus } from '../exchange/ports/directory.ts'
import type { Dependency } from '../surfaces/operations/operations-listener.ts'
import type { Assembled } from './assemble.ts'
import type { Config } from './config/config.ts'

/** With less room than this for its data a node is not ready. */
export const leastFreeBytes = 256 * 1024 * 1024

function directoryDependency({ name, ok, since, detail }: DirectoryStatus): Dependency {
  const told = { name: `directory ${name}`, ok, needed: false, since: new Date(since).toISOString() }
  return detail === undefined ? told : { ...told, detail }
}

/** Asks each thing that the node depends on, and remembers since when it is as it is. */
export function readiness(config: Config, { ports }: Assembled): () => Promise<readonly Dependency[]> {
  const known = new Map<string, { readonly ok: boolean; readonly since: string }>()

  const told = (name: string, ok: boolean, detail?: string): Dependency => {
    const before = known.get(name)
    const now = before?.ok === ok ? before : { ok, since: new Date(ports.clock.now()).toISOString() }
    known.set(name, now)
    return { name, ...now, ...(detail === undefined ? {} : { detail }) }
  }
  const messageLog = async (): Promise<Dependency> => {
    try {
      await ports.messageLog.totals()
      return told('messageLog', true)
    } catch (error) {
      return told('messageLog', false, error instanceof Error ? error.message : undefined)
    }
  }
  const disk = async (): Promise<Dependency> => {
    const { bavail, bsize } = await statfs(config.node.dataDir)
    const free = bavail * bsize
    return told('disk', free > leastFreeBytes, `${Math.floor(free / 1024 / 1024)} MiB free in node.dataDir`)
  }
  const directories = async (): Promise<readonly Dependency[]> => {
    const statuses = await ports.directory.status()
    // Messages are taken all the same, and routed when it answers: the node is ready without it.
    return statuses.map(directoryDependency)
  }
  return async () => {
    const [log, free, others] = await Promise.all([messageLog(), disk(), directories()])
    return [log, free, ...others]
  }
}
