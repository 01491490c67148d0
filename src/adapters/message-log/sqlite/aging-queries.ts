import type { DatabaseSync } from 'node:sqlite'
import type { AgingAttemptsQuery, AgingQuery } from '../../../exchange/ports/message-log.ts'
import { attemptColumns, attemptOfRow } from './attempt-rows.ts'
import type { MessageReader } from './message-reader.ts'
import { oneSnapshot } from './one-snapshot.ts'
import { int, type Row, text } from './rows.ts'
import type { AttemptRowWire, RecordWire } from './row-wire.ts'

/*
 * Each step is found by an index of its own that holds only what has not taken it yet (migrations.ts), in order of arrival. What waits in a
 * mailbox has no such index, which would cost something for each message that comes: of each mailbox the first few are
 * looked at, since they came first.
 */

const oldest = 'arrived < ? ORDER BY arrived, seq LIMIT ?'
const whenOver = '((state = 3 AND (acknowledged IS NOT NULL OR adm = 1)) OR state = 6 OR state = 7)'
const whenStays = '((state = 3 AND acknowledged IS NULL AND adm = 0) OR state = 5)'
const copiesArchived = `
  (state <> 7 OR NOT EXISTS (
    SELECT 1 FROM handling copy
    WHERE copy.split_of = (SELECT receipt FROM message WHERE message.seq = handling.seq)
      AND NOT EXISTS (SELECT 1 FROM past WHERE past.seq = copy.seq)
  ))`

/** Finds what retention looks for. */
export class AgingQueries {
  readonly #messages: MessageReader
  readonly #atOnce
  readonly #content
  readonly #entry
  readonly #acknowledged
  readonly #over
  readonly #stays
  readonly #waiting
  readonly #receipt
  readonly #attempts
  readonly #blobs

  constructor(database: DatabaseSync, messages: MessageReader) {
    this.#messages = messages
    this.#atOnce = oneSnapshot(database)
    this.#content = database.prepare(`
      SELECT seq, arrived FROM past INDEXED BY past_content WHERE content_purged IS NULL AND ${oldest}`)
    this.#entry = database.prepare(`
      SELECT seq, arrived FROM past INDEXED BY past_entry WHERE content_purged IS NOT NULL AND ${oldest}`)
    this.#acknowledged = database.prepare(`
      SELECT seq, arrived FROM acknowledged INDEXED BY acknowledged_next WHERE archived = 0 AND ${oldest}`)
    this.#over = database.prepare(`
      SELECT seq, arrived FROM handling INDEXED BY handling_over
      WHERE archived = 0 AND ${whenOver} AND ${copiesArchived} AND ${oldest}`)
    this.#stays = database.prepare(`
      SELECT seq, arrived FROM handling INDEXED BY handling_stays WHERE archived = 0 AND ${whenStays} AND ${oldest}`)
    this.#waiting = database.prepare(`
      WITH RECURSIVE box (mailbox) AS (
        SELECT min(mailbox) FROM waiting
        UNION ALL
        SELECT (SELECT min(mailbox) FROM waiting WHERE mailbox > box.mailbox) FROM box WHERE box.mailbox IS NOT NULL
      )
      SELECT first.seq AS seq, first.arrived AS arrived
      FROM box CROSS JOIN waiting first ON first.mailbox = box.mailbox AND first.seq IN (
        SELECT seq FROM waiting WHERE waiting.mailbox = box.mailbox ORDER BY seq LIMIT ?2
      )
      WHERE first.arrived < ?1`)
    this.#receipt = database.prepare('SELECT receipt FROM message WHERE seq = ?')
    this.#attempts = database.prepare(`
      SELECT ${attemptColumns} FROM attempt INDEXED BY attempt_next
      WHERE purged = 0 AND at < ? ORDER BY at, seq LIMIT ?`)
    this.#blobs = database.prepare('SELECT blob FROM unneeded_blob LIMIT ?')
  }

  aging(query: AgingQuery): readonly RecordWire[] {
    const except = new Set(query.except)
    return this.#atOnce(() =>
      this.#candidates(query, query.limit + except.size)
        .toSorted(
          (one, other) => int(one, 'arrived') - int(other, 'arrived') || int(one, 'seq') - int(other, 'seq'),
        )
        .map((row) => int(row, 'seq'))
        .filter((seq) => !except.has(this.#receiptOf(seq)))
        .slice(0, query.limit)
        .flatMap((seq) => this.#messages.record(seq) ?? []),
    )
  }

  attempts({ before, limit }: AgingAttemptsQuery): readonly AttemptRowWire[] {
    return this.#attempts.all(before, limit).map(attemptOfRow)
  }

  unneededBlobs(limit: number): readonly string[] {
    return this.#blobs.all(limit).map((row) => text(row, 'blob'))
  }

  #candidates({ step, arrivedBefore, unacknowledgedBefore }: AgingQuery, limit: number): readonly Row[] {
    switch (step) {
      case 'purgeContent':
        return this.#content.all(arrivedBefore, limit)
      case 'purgeEntry':
        return this.#entry.all(arrivedBefore, limit)
      case 'archive':
        return [
          ...this.#acknowledged.all(arrivedBefore, limit),
          ...this.#over.all(arrivedBefore, limit),
          ...(unacknowledgedBefore === undefined ? [] : this.#unacknowledged(unacknowledgedBefore, limit)),
        ]
    }
  }

  #unacknowledged(before: number, limit: number): readonly Row[] {
    return [...this.#stays.all(before, limit), ...this.#waiting.all(before, limit)]
  }

  #receiptOf(seq: number): string {
    const row = this.#receipt.get(seq)
    return row === undefined ? '' : text(row, 'receipt')
  }
}
