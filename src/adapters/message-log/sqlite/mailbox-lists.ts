import type { DatabaseSync } from 'node:sqlite'
import type { MailboxQuery } from '../../../exchange/ports/message-log.ts'
import { conditionsOf, joined, type Sql } from './list-conditions.ts'
import { metaConditions } from './list-meta.ts'
import { sortedSeqs } from './list-order.ts'
import type { MessageReader } from './message-reader.ts'
import { int, text } from './rows.ts'
import type { RecordWire } from './row-wire.ts'

/** Messages of one batch, at most. */
const batchMessages = 200
/** A batch ends at this many octets of labels, so that a list of large ones takes no more memory than one of small ones. */
const batchBytes = 256 * 1024

/** One batch of a listing; `cursor` asks for the next, and is absent after the last. */
export interface ListBatch {
  readonly records: readonly RecordWire[]
  readonly cursor: number | undefined
}

interface Cursor {
  readonly mailbox: number
  readonly query: MailboxQuery
  readonly except: ReadonlySet<string>
  readonly conditions: readonly Sql[]
  left: number
  /** In arrival order: the last sequence number that was looked at. Nothing is held between batches. */
  after: number | undefined
  /** Sorted: what is left to give. */
  readonly seqs: readonly number[] | undefined
  at: number
  ended: boolean
}

/**
 * Listings that are under way. A batch is read whole when it is asked for: no statement and no snapshot is held for
 * a slow consumer, so the WAL never has to wait for one. A message acknowledged meanwhile is left out.
 */
export class MailboxLists {
  readonly #database: DatabaseSync
  readonly #messages: MessageReader
  readonly #cursors = new Map<number, Cursor>()
  readonly #mailbox
  #last = 0

  constructor(database: DatabaseSync, messages: MessageReader) {
    this.#database = database
    this.#messages = messages
    this.#mailbox = database.prepare('SELECT id FROM address WHERE text = ?')
  }

  begin(query: MailboxQuery): ListBatch {
    const row = this.#mailbox.get(query.mailbox)
    if (row === undefined || query.maxHits < 1) return { records: [], cursor: undefined }
    const mailbox = int(row, 'id')
    const conditions = [...conditionsOf(query), ...metaConditions(this.#database, mailbox, query)]
    const except = new Set(query.except)
    const limit = query.maxHits + except.size
    const seqs = query.sort && sortedSeqs(this.#database, mailbox, query, conditions, limit)
    const id = ++this.#last
    const left = query.maxHits
    this.#cursors.set(id, {
      mailbox,
      query,
      except,
      conditions,
      left,
      after: undefined,
      seqs,
      at: 0,
      ended: false,
    })
    return this.more(id)
  }

  more(id: number): ListBatch {
    const cursor = this.#cursors.get(id)
    if (cursor === undefined) return { records: [], cursor: undefined }
    const records = cursor.seqs === undefined ? this.#byArrival(cursor) : this.#sorted(cursor, cursor.seqs)
    cursor.left -= records.length
    const ended = cursor.ended || cursor.left === 0
    if (ended) this.release(id)
    return { records, cursor: ended ? undefined : id }
  }

  release(id: number): void {
    this.#cursors.delete(id)
  }

  #byArrival(cursor: Cursor): readonly RecordWire[] {
    const wanted = Math.min(batchMessages, cursor.left)
    const descending = cursor.query.newestFirst === true
    const tests: Sql[] = [{ sql: 'w.mailbox = ?', values: [cursor.mailbox] }]
    if (cursor.after !== undefined) {
      tests.push({ sql: `w.seq ${descending ? '<' : '>'} ?`, values: [cursor.after] })
    }
    const where = joined([...tests, ...cursor.conditions], ' AND ')
    const order = descending ? 'DESC' : 'ASC'
    // As many more as may fall away, so that one scan is enough.
    const limit = wanted + cursor.except.size
    const found = this.#database
      .prepare(`SELECT w.seq AS seq FROM waiting w WHERE ${where.sql} ORDER BY w.seq ${order} LIMIT ?`)
      .all(...where.values, limit)
    const batch = new Batch(wanted)
    cursor.ended = found.length < limit
    for (const row of found) {
      if (batch.full) {
        cursor.ended = false
        break
      }
      const seq = int(row, 'seq')
      this.#take(seq, cursor, batch)
      cursor.after = seq
    }
    return batch.records
  }

  #sorted(cursor: Cursor, seqs: readonly number[]): readonly RecordWire[] {
    const wanted = Math.min(batchMessages, cursor.left)
    const batch = new Batch(wanted)
    for (; !batch.full; cursor.at++) {
      const seq = seqs[cursor.at]
      if (seq === undefined) break
      this.#take(seq, cursor, batch)
    }
    cursor.ended = cursor.at >= seqs.length
    return batch.records
  }

  #take(seq: number, cursor: Cursor, batch: Batch): void {
    const row = this.#messages.row(seq)
    if (row === undefined || row['waits'] === 0 || cursor.except.has(text(row, 'receipt'))) return
    batch.add(this.#messages.recordOf(row), int(row, 'json_length'))
  }
}

/** The records of one batch as they are gathered. */
class Batch {
  readonly records: RecordWire[] = []
  readonly #most: number
  #bytes = 0

  constructor(most: number) {
    this.#most = most
  }

  get full(): boolean {
    return this.records.length >= this.#most || this.#bytes >= batchBytes
  }

  add(record: RecordWire, bytes: number): void {
    this.records.push(record)
    this.#bytes += bytes
  }
}
