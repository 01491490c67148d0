import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { KvittensError } from '../../../protocol/kvittens-error.ts'
import { hasCode, sqlite } from './sqlite-errors.ts'

/**
 * Takes the store for this process, or throws `StoreInUse`. The lock is the operating system's own on an empty
 * database file, so it ends with the process however it ends.
 */
export function lockStore(dataDir: string): Disposable {
  const lock = new DatabaseSync(join(dataDir, 'kvittens.lock'), { timeout: 0 })
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw hasCode(error, sqlite.busy) ? storeInUse(dataDir, error) : error
  }
  return {
    [Symbol.dispose]() {
      lock.close()
    },
  }
}

function storeInUse(dataDir: string, cause: unknown): KvittensError {
  return new KvittensError('StoreInUse', {
    words: {
      sv: `Lagret i ${dataDir} används av en annan process.`,
      en: `The store in ${dataDir} is in use by another process.`,
    },
    cure: {
      sv: 'Stoppa den andra noden, eller ge den här en egen dataDir.',
      en: 'Stop the other node, or give this one a dataDir of its own.',
    },
    cause,
  })
}
