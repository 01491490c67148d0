import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  openSqliteStore,
  type SqliteStore,
  type SqliteStoreOptions,
} from '../../src/adapters/message-log/sqlite/open-store.ts'

/** A folder for a store that can be opened again and again, and is removed at the end. */
export async function sqlitePlace(): Promise<
  {
    readonly dataDir: string
    open(options?: Partial<SqliteStoreOptions>): Promise<SqliteStore>
  } & AsyncDisposable
> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kvittens-store-'))
  return {
    dataDir,
    open: (options = {}) => openSqliteStore({ dataDir, ...options }),
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }),
  }
}
