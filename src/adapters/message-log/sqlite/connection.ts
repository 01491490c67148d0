import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'

/** Memory that each worker keeps of the database, in KiB. */
const cacheKiB = 32 * 1024
/** Pages in the WAL that make a commit carry over what is in it to the database: bounds how long one commit can take. */
const checkpointPages = 1500

/** The database file of a store. */
function databaseFile(dataDir: string): string {
  return join(dataDir, 'kvittens.db')
}

/** The folder of a store's segments. */
export function segmentFolder(dataDir: string): string {
  return join(dataDir, 'content')
}

/** The one connection that writes: each commit is synced before it returns, and what it deletes is overwritten. */
export function openForWriting(dataDir: string): DatabaseSync {
  const database = new DatabaseSync(databaseFile(dataDir), { timeout: 5000 })
  database.exec(`
    PRAGMA page_size = 4096;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${checkpointPages};
    PRAGMA cache_size = -${cacheKiB};
    PRAGMA temp_store = MEMORY;
    PRAGMA secure_delete = ON;
  `)
  return database
}

/** A connection that reads beside the writer. */
export function openForReading(dataDir: string): DatabaseSync {
  const database = new DatabaseSync(databaseFile(dataDir), { timeout: 5000, readOnly: true })
  database.exec(`
    PRAGMA cache_size = -${cacheKiB};
    PRAGMA temp_store = MEMORY;
  `)
  return database
}
