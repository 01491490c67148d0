import type { SQLInputValue } from 'node:sqlite'
import type { MailboxQuery } from '../../../exchange/ports/message-log.ts'
import { statusCode } from './codes.ts'

/** A piece of SQL with the values of its question marks. */
export interface Sql {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

/** Joins pieces of SQL. */
export function joined(pieces: readonly Sql[], between: string): Sql {
  return {
    sql: pieces.map((piece) => piece.sql).join(between),
    values: pieces.flatMap((piece) => piece.values),
  }
}

/**
 * What a row of `waiting` (as w) must be to be listed, meta conditions aside (list-meta.ts); the cheapest to test
 * and those on the row's first columns come first.
 */
export function conditionsOf(query: MailboxQuery): readonly Sql[] {
  const conditions: Sql[] = [{ sql: 'w.status = ?', values: [statusCode(query.status)] }]
  if (query.since !== undefined) conditions.push({ sql: 'w.arrived >= ?', values: [query.since] })
  if (query.waiting === 'plain') {
    conditions.push({
      // A fetch in the future is from before the clock was set back: its lease can't be told, so it has none.
      sql: '(w.fetched IS NULL OR w.fetched <= ? OR w.fetched > ?)',
      values: [query.fetchedAfter, query.now],
    })
  }
  if (query.sequenceType !== undefined) conditions.push(equal('sequence_type', query.sequenceType))
  if (query.products !== undefined) conditions.push(oneOf('product', query.products))
  if (query.originator !== undefined) conditions.push(equal('originator', query.originator))
  if (query.endRecipient !== undefined) conditions.push(equal('end_recipient', query.endRecipient))
  if (query.corrId !== undefined) conditions.push(equal('corr_id', query.corrId))
  if (query.contentId !== undefined) conditions.push(equal('content_id', query.contentId))
  return conditions
}

function equal(column: string, value: string): Sql {
  return { sql: `w.${column} = ?`, values: [value] }
}

function oneOf(column: string, values: readonly string[]): Sql {
  // One text of JSON: a caller may name more than SQLite takes question marks.
  const [only] = values
  if (values.length === 1 && only !== undefined) return equal(column, only)
  return { sql: `w.${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] }
}
