import { resolve } from 'node:path'
import type { MessageLog } from '../../../exchange/ports/message-log.ts'
import type { Registry } from '../../../exchange/ports/registry.ts'
import { makeDurableFolder, syncFolder } from '../../durable-folder.ts'
import { openSqliteRegistry } from '../../registry/sqlite/registry.ts'
import { openForWriting, segmentFolder } from './connection.ts'
import { sqliteMessageLog } from './message-log.ts'
import { migrate } from './migrations.ts'
import { ReaderLink } from './reader-link.ts'
import { lockStore } from './store-lock.ts'
import type { WorkerSetup } from './worker-setup.ts'
import { WriterLink } from './writer-link.ts'

export interface SqliteStoreOptions {
  /** The node's folder; created when it is not there. Holds kvittens.db, kvittens.lock and content/. */
  readonly dataDir: string
  /** The most pages of 4 KiB that the database may have, to try a full disk; for tests. */
  readonly maxPages?: number
}

/** The embedded store: the ledger and the registry in one database, held by this process alone. */
export interface SqliteStore extends AsyncDisposable {
  readonly messageLog: MessageLog
  readonly registry: Registry
  /** Resolves with the error when the store stops by itself: the node must stop too. Else stays pending. */
  readonly failure: Promise<Error>
}

/** Opens the store, or refuses with `StoreInUse` or `StoreTooNew`. Closing it answers first what waits. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const dataDir = resolve(options.dataDir)
  await makeDurableFolder(dataDir)
  await using stack = new AsyncDisposableStack()
  stack.use(lockStore(dataDir))
  await makeDurableFolder(segmentFolder(dataDir))
  prepare(dataDir)
  await syncFolder(dataDir)

  const setup: WorkerSetup = {
    dataDir,
    ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
  }
  const writer = new WriterLink(setup)
  stack.defer(() => writer.close())
  await writer.ready()
  const reader = new ReaderLink(setup)
  stack.defer(() => reader.close())
  await reader.ready()
  const registry = await openSqliteRegistry(writer)
  const opened = stack.move()
  return {
    messageLog: sqliteMessageLog(writer, reader),
    registry,
    failure: Promise.race([writer.failure, reader.failure]),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function prepare(dataDir: string): void {
  const database = openForWriting(dataDir)
  try {
    migrate(database, dataDir)
  } finally {
    database.close()
  }
}
