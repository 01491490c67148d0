import type { DatabaseSync } from 'node:sqlite'
import { StorageUnavailable, saysNoRoom } from '../../storage-unavailable.ts'
import type { Addresses } from './addresses.ts'
import type { ChangeWriter } from './change-writer.ts'
import type { LateIndex } from './late-index.ts'
import type { Ledger } from './ledger.ts'
import type { PlacedChange } from './placed-change.ts'
import type { SegmentWriter } from './segments.ts'
import { isFailedSync, passes } from './sqlite-errors.ts'
import type { FaultWire, OutcomeWire } from './wire.ts'

/** The store can't be used by this process any more: a sync failed, so nobody knows what the disk holds. */
export class StoreBroken extends Error {}

/** What takes part in a transaction and must follow its fate. */
interface Member {
  kept(): void
  undone(): void
}

export interface GroupParts {
  readonly database: DatabaseSync
  readonly segments: SegmentWriter
  readonly changes: ChangeWriter
  readonly ledger: Ledger
  readonly late: LateIndex
  readonly addresses: Addresses
}

/**
 * Commits many changes with one sync of the segment and one of the WAL. The segment's sync runs in another thread
 * while the rows are written, and has ended before the rows are committed.
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

  /** Answers each change in order. `synced` is the segment's sync; undefined where nothing was appended. */
  async commit(
    changes: readonly PlacedChange[],
    synced: Promise<void> | undefined,
  ): Promise<readonly OutcomeWire[]> {
    try {
      this.#start()
      const outcomes = changes.map((change) => this.#parts.changes.apply(change))
      this.#carry()
      await synced
      this.#end()
      return outcomes
    } catch (error) {
      // The sync may still run; its own fate is told below.
      const syncError = await errorOf(synced)
      this.#undo()
      if (syncError !== undefined) return this.#afterFailedSegmentSync(changes, syncError)
      if (isFailedSync(error)) throw new StoreBroken('a sync of the database failed', { cause: error })
      if (passes(error)) return changes.map(() => faultOf(error))
      // One of them is at fault; the others must not go down with it.
      return changes.length === 1 ? [faultOf(error)] : this.#oneByOne(changes)
    }
  }

  /** Does something else in a transaction of its own, with the same care. */
  alone<T>(act: () => T): T {
    this.#start()
    try {
      const result = act()
      this.#carry()
      this.#end()
      return result
    } catch (error) {
      this.#undo()
      if (isFailedSync(error)) throw new StoreBroken('a sync of the database failed', { cause: error })
      throw error
    }
  }

  async #oneByOne(changes: readonly PlacedChange[]): Promise<readonly OutcomeWire[]> {
    const outcomes: OutcomeWire[] = []
    for (const change of changes) outcomes.push(...(await this.commit([change], undefined)))
    return outcomes
  }

  #afterFailedSegmentSync(changes: readonly PlacedChange[], error: unknown): readonly OutcomeWire[] {
    if (!saysNoRoom(error)) throw new StoreBroken('a sync of a segment failed', { cause: error })
    // What the page cache holds of this file can't be trusted, but no committed row points there.
    this.#parts.segments.abandon()
    return changes.map(() => faultOf(error))
  }

  #start(): void {
    this.#begin.run()
  }

  #carry(): void {
    this.#parts.late.carry()
    this.#parts.ledger.write()
  }

  #end(): void {
    this.#commit.run()
    for (const member of this.#members) member.kept()
  }

  #undo(): void {
    if (this.#parts.database.isTransaction) this.#parts.database.exec('ROLLBACK')
    for (const member of this.#members) member.undone()
  }
}

/** An error as it crosses threads. */
export function faultOf(error: unknown): FaultWire {
  const fault = error instanceof Error ? `${error.message}` : String(error)
  return { fault, passes: error instanceof StorageUnavailable || saysNoRoom(error) || passes(error) }
}

async function errorOf(promise: Promise<void> | undefined): Promise<unknown> {
  return promise?.then(
    () => undefined,
    (error: unknown) => error,
  )
}
