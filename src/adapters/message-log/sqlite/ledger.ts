import type { DatabaseSync } from 'node:sqlite'
import { int, only } from './rows.ts'

interface Counts {
  /** The last sequence number given to a message or an attempt. */
  seq: number
  /** The last id given to an audit row. */
  audit: number
  messages: number
  waiting: number
}

/** The running numbers of the store, kept in the writer and written once a transaction. */
export class Ledger {
  #counts: Counts
  #kept: Counts
  readonly #write

  constructor(database: DatabaseSync) {
    const row = only(
      database
        .prepare(
          `SELECT messages, waiting,
            max((SELECT coalesce(max(seq), 0) FROM message), (SELECT coalesce(max(seq), 0) FROM attempt)) AS seq,
            (SELECT coalesce(max(id), 0) FROM audit) AS audit
          FROM ledger`,
        )
        .get(),
    )
    this.#counts = {
      seq: int(row, 'seq'),
      audit: int(row, 'audit'),
      messages: int(row, 'messages'),
      waiting: int(row, 'waiting'),
    }
    this.#kept = { ...this.#counts }
    this.#write = database.prepare('UPDATE ledger SET messages = ?, waiting = ?')
  }

  nextSeq(): number {
    return ++this.#counts.seq
  }

  nextAudit(): number {
    return ++this.#counts.audit
  }

  messageAdded(waits: boolean): void {
    this.#counts.messages++
    if (waits) this.#counts.waiting++
  }

  messageRemoved(): void {
    this.#counts.messages--
  }

  waitingChanged(by: number): void {
    this.#counts.waiting += by
  }

  /** Writes what has changed into the open transaction. */
  write(): void {
    const { messages, waiting } = this.#counts
    if (messages !== this.#kept.messages || waiting !== this.#kept.waiting) this.#write.run(messages, waiting)
  }

  /** The transaction is committed. */
  kept(): void {
    this.#kept = { ...this.#counts }
  }

  /** The transaction is rolled back: its numbers are given again. */
  undone(): void {
    this.#counts = { ...this.#kept }
  }
}
