import type { DatabaseSync } from 'node:sqlite'
import type { Addresses } from './addresses.ts'
import { isContentPurged } from './aging-rows.ts'
import type { MessageReader } from './message-reader.ts'
import { int, type Row } from './rows.ts'
import type { Subjects } from './subjects.ts'
import type { EntryPurgeWire, PurgeWire } from './change-wire.ts'
import type { RecordWire } from './row-wire.ts'

/** What a purge needs of the writer. */
export interface PurgeParts {
  readonly addresses: Addresses
  readonly subjects: Subjects
  readonly messages: MessageReader
}

interface EntryTarget {
  readonly seq: number
  readonly row: Row
  readonly identity: string
}

/** What a change takes away, found and looked at before its first write. */
export interface PurgeTargets {
  readonly entries: readonly EntryTarget[]
  readonly attempts: readonly { readonly seq: number; readonly facts: string }[]
  readonly blobs: readonly string[]
}

/** Takes entries, the facts of attempts and the names of removed blobs out of the tables. */
export class ChangePurger {
  readonly #parts: PurgeParts
  readonly #bodyBeside
  readonly #erase
  readonly #leave
  readonly #others
  readonly #details
  readonly #attempt
  readonly #blob

  constructor(database: DatabaseSync, parts: PurgeParts) {
    this.#parts = parts
    this.#bodyBeside = database.prepare('SELECT body FROM stranded WHERE seq = ?')
    this.#erase = database.prepare('INSERT INTO erasure (segment, at, length) VALUES (?, ?, ?)')
    this.#leave = database.prepare(`
      UPDATE message
      SET channel = 0, caller = '', mailbox = ?, size = 0, blob = NULL, segment = 0, at = 0, json_length = 0, identity = ?
      WHERE seq = ?`)
    const tables = ['acknowledged', 'handling', 'past', 'stranded']
    this.#others = tables.map((table) => database.prepare(`DELETE FROM ${table} WHERE seq = ?`))
    this.#details = database.prepare(
      'UPDATE audit SET detail = NULL WHERE subject = ? AND detail IS NOT NULL',
    )
    this.#attempt = database.prepare('UPDATE attempt SET facts = ?, purged = 1 WHERE seq = ?')
    this.#blob = database.prepare('DELETE FROM unneeded_blob WHERE blob = ?')
  }

  /** A conflict where an entry is not at its version, or not there. */
  targets({
    entries,
    attempts,
    blobs,
  }: PurgeWire): PurgeTargets | { readonly conflict: RecordWire | undefined } {
    const found: EntryTarget[] = []
    for (const entry of entries) {
      const target = this.#entry(entry)
      if ('conflict' in target) return target
      found.push(target)
    }
    return {
      entries: found,
      attempts: attempts.map(([receipt, facts]) => ({ seq: this.#attemptSeq(receipt), facts })),
      blobs,
    }
  }

  write({ entries, attempts, blobs }: PurgeTargets): void {
    for (const entry of entries) this.#purge(entry)
    for (const { seq, facts } of attempts) {
      this.#attempt.run(facts, seq)
      this.#details.run(seq)
    }
    for (const blob of blobs) this.#blob.run(blob)
  }

  #entry([receipt, expectVersion, identity]: EntryPurgeWire):
    | EntryTarget
    | { readonly conflict: RecordWire | undefined } {
    const { subjects, messages } = this.#parts
    const seq = subjects.messageByReceipt(receipt)
    const row = seq === undefined ? undefined : messages.row(seq)
    if (seq === undefined || row === undefined) return { conflict: undefined }
    if (int(row, 'version') !== expectVersion) return { conflict: messages.recordOf(row) }
    if (!isContentPurged(row)) throw new Error('an entry was to go before its content')
    return { seq, row, identity }
  }

  #attemptSeq(receipt: string): number {
    const seq = this.#parts.subjects.attemptByReceipt(receipt)
    if (seq === undefined) throw new Error(`the attempt ${receipt} is not in the log`)
    return seq
  }

  #purge({ seq, row, identity }: EntryTarget): void {
    const beside = this.#bodyBeside.get(seq)
    const length = int(row, 'json_length') + (beside === undefined ? 0 : int(beside, 'body'))
    this.#erase.run(int(row, 'segment'), int(row, 'at'), length)
    this.#leave.run(this.#parts.addresses.idOf(''), identity, seq)
    for (const table of this.#others) table.run(seq)
    this.#details.run(seq)
  }
}
