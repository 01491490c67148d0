import type { DatabaseSync } from 'node:sqlite'
import { StorageUnavailable, saysNoRoom } from '../../storage-unavailable.ts'
import type { Addresses } from './addresses.ts'
import type { ChangeWriter } from './change-writer.ts'
import type { LateIndex } from './late-index.ts'
import type { Ledger } from './ledger.ts'
import type { PlacedChange } from './placed-change.ts'
import { isFailedSync, leavesUncommitted, passes } from './sqlite-errors.ts'
import type { FaultWire } from './store-failure.ts'
import type { OutcomeWire } from './writer-wire.ts'

/** The store can't be used by this process any more: a sync failed, so nobody knows what the disk holds. */
export class StoreBroken extends Error {}

/** What takes part in a transaction and must follow its fate. */
interface Member {
  kept(): void
  undone(): void
}

export interface GroupParts {
  readonly database: DatabaseSync
  readonly changes: ChangeWriter
  readonly ledger: Ledger
  readonly late: LateIndex
  readonly addresses: Addresses
}

/**
 * Commits many changes with one sync of the segment and one of the WAL. All of it is done without giving up the
 * thread: a sync in Node's thread pool would have to wait behind those of large blobs.
 */
export class GroupCommit {
  readonly #parts: GroupParts
  readonly #members: readonly Member[]
  readonly #begin
  readonly #commit

  constructor(parts: GroupParts) {
    this.#parts = parts
    this.#members = [parts.ledger, parts.late, parts.addresses]
    this.#begin = parts.database.prepare('BEGIN IMMEDIATE')
    this.#commit = parts.database.prepare('COMMIT')
  }

  /** Answers each change in order. What they point at is synced already. */
  commit(changes: readonly PlacedChange[]): readonly (OutcomeWire | 'unplaced')[] {
    try {
      return this.alone(() => changes.map((change) => this.#parts.changes.apply(change)))
    } catch (error) {
      if (error instanceof StoreBroken) throw error
      if (passes(error)) return changes.map(() => faultOf(error))
      // One of them is at fault; the others must not go down with it.
      return changes.length === 1 ? [faultOf(error)] : changes.flatMap((change) => this.commit([change]))
    }
  }

  /** Does something in a transaction of its own. What it throws says that nothing is kept, but for `StoreBroken`. */
  alone<T>(act: () => T): T {
    const result = this.#orUndone(() => {
      this.#begin.run()
      const done = act()
      this.#parts.late.carry()
      this.#parts.ledger.write()
      this.#keep()
      return done
    })
    // Outside: what goes wrong from here on must not be taken for a transaction that is undone.
    orBroken('what is committed could not be followed', () => {
      for (const member of this.#members) member.kept()
    })
    return result
  }

  #orUndone<T>(act: () => T): T {
    try {
      return act()
    } catch (error) {
      if (error instanceof StoreBroken) throw error
      if (isFailedSync(error)) throw new StoreBroken('a sync of the database failed', { cause: error })
      orBroken('a transaction could not be undone', () => {
        if (this.#parts.database.isTransaction) this.#parts.database.exec('ROLLBACK')
        for (const member of this.#members) member.undone()
      })
      throw error
    }
  }

  /**
   * Writes the transaction into the WAL. Once its last frame lies there, an error (of the WAL's index, say) rolls back
   * what the next start would find committed: only those that come before it say that nothing is kept.
   */
  #keep(): void {
    try {
      this.#commit.run()
    } catch (error) {
      if (leavesUncommitted(error)) throw error
      throw new StoreBroken('a commit ended in doubt', { cause: error })
    }
  }
}

function orBroken(what: string, act: () => void): void {
  try {
    act()
  } catch (cause) {
    throw new StoreBroken(what, { cause })
  }
}

/** An error as it crosses threads. */
export function faultOf(error: unknown): FaultWire {
  const fault = error instanceof Error ? error.message : String(error)
  return { fault, passes: error instanceof StorageUnavailable || saysNoRoom(error) || passes(error) }
}
