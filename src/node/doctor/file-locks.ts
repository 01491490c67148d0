import { execFile } from 'node:child_process'
import { lockStore } from '../../adapters/message-log/sqlite/store-lock.ts'
import type { Words } from '../../protocol/words.ts'
import { type Check, fail, ok, outcome, type Verdict } from './check.ts'
import { probeFolder } from './probe-folder.ts'

/** Tries to take the lock that another process holds: ends with 0 where it can't, with 1 where it can. */
const secondProcess = `
const { DatabaseSync } = require('node:sqlite')
try {
  new DatabaseSync(process.argv[1] + '/kvittens.lock', { timeout: 0 }).exec('BEGIN EXCLUSIVE')
  process.exitCode = 1
} catch (error) {
  if (error.errcode !== 5) throw error
}`

/** Whether a lock that one process holds keeps another out, which is what keeps two nodes out of one store. */
export function fileLocks(folder: string): Check {
  return {
    name: 'file-locks',
    async run(signal) {
      await using probe = await probeFolder(folder)
      try {
        using _ = lockStore(probe.path)
        return outcome(await heldAgainstOthers(probe.path, signal))
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        return outcome(noLocks({ sv: why, en: why }))
      }
    },
  }
}

async function heldAgainstOthers(folder: string, signal: AbortSignal): Promise<Verdict> {
  const { code, stderr } = await end(['-e', secondProcess, folder], signal)
  if (code === 0) return ok({ sv: 'Filsystemet håller lås.', en: 'The file system keeps locks.' })
  if (code === 1)
    return noLocks({ sv: 'en annan process fick samma lås', en: 'another process got the same lock' })
  throw new Error(/Error: (.*)/.exec(stderr)?.[1] ?? `node ended with ${String(code)}`)
}

function end(
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly code: unknown; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { signal }, (error, _, stderr) =>
      resolve(error === null ? { code: 0, stderr: '' } : { code: error.code, stderr }),
    )
  })
}

function noLocks(why: Words): Verdict {
  return fail(
    {
      sv: `Filsystemet håller inte lås mellan processer (${why.sv}): två noder kunde skriva i samma lager.`,
      en: `The file system keeps no locks between processes (${why.en}): two nodes could write to the same store.`,
    },
    {
      sv: 'Lägg node.dataDir på en lokal disk, eller slå på lås för nätdisken.',
      en: 'Put node.dataDir on a local disk, or turn on locks for the network disk.',
    },
  )
}
