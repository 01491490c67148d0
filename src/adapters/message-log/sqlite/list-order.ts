import type { DatabaseSync } from 'node:sqlite'
import type { MailboxQuery, SortAttribute } from '../../../exchange/ports/message-log.ts'
import { joined, type Sql } from './list-conditions.ts'
import { int, type Row, text } from './rows.ts'

/*
 * A sorted listing takes the first hits out of perhaps 100,000 rows. SQLite's sorter keeps only as many as are asked
 * for, but in the worst order every row displaces another. So a sample is looked at first: when it alone has enough
 * rows up to a value, no row beyond that value can be among the hits, and the condition goes into the scan.
 *
 * Messages without the attribute come last in both directions, in arrival order.
 */

/** The sample: this many stretches of the mailbox, of this many rows each. */
const sampleStretches = 8
const stretchRows = 300
/** Beyond this many hits the sample can't have enough of them. */
const sampledHitsMost = (sampleStretches * stretchRows) / 4

interface Source {
  readonly from: string
  readonly tests: readonly Sql[]
  readonly value: string
  readonly seq: string
}

/** Sequence numbers of a sorted listing, the first `limit` of them; 8 octets a hit is what it holds. */
export function sortedSeqs(
  database: DatabaseSync,
  mailbox: number,
  query: MailboxQuery,
  conditions: readonly Sql[],
  limit: number,
): readonly number[] {
  const { sort } = query
  if (sort === undefined) return []
  const source = sourceOf(sort.by, mailbox)
  const tests = [...source.tests, ...conditions]
  const direction = sort.descending ? 'DESC' : 'ASC'
  const arrival = query.newestFirst === true ? 'DESC' : 'ASC'
  const bound =
    limit > sampledHitsMost ? undefined : boundOf(database, mailbox, source, tests, direction, limit)
  if (bound !== undefined) {
    tests.splice(1, 0, { sql: `${source.value} ${sort.descending ? '>=' : '<='} ?`, values: [bound] })
  }
  const where = joined([...tests, { sql: `${source.value} IS NOT NULL`, values: [] }], ' AND ')
  const order = `${source.value} ${direction}, ${source.seq} ${arrival}`
  const seqs = seqsOf(
    database.prepare(
      `SELECT ${source.seq} AS seq FROM ${source.from} WHERE ${where.sql} ORDER BY ${order} LIMIT ?`,
    ),
    [...where.values, limit],
  )
  if (seqs.length === limit) return seqs
  const rest = withoutValue(sort.by, mailbox, conditions)
  return seqs.concat(
    seqsOf(
      database.prepare(
        `SELECT w.seq AS seq FROM waiting w WHERE ${rest.sql} ORDER BY w.seq ${arrival} LIMIT ?`,
      ),
      [...rest.values, limit - seqs.length],
    ),
  )
}

type Statement = ReturnType<DatabaseSync['prepare']>

function seqsOf(statement: Statement, values: Sql['values']): number[] {
  const seqs: number[] = []
  for (const row of statement.iterate(...values)) seqs.push(int(row, 'seq'))
  return seqs
}

/** The value beyond which no hit lies, when the sample shows one. */
function boundOf(
  database: DatabaseSync,
  mailbox: number,
  source: Source,
  tests: readonly Sql[],
  direction: 'ASC' | 'DESC',
  limit: number,
): string | undefined {
  const ends = database.prepare('SELECT min(seq) AS first FROM waiting WHERE mailbox = ?').get(mailbox)
  const last = database.prepare('SELECT max(seq) AS last FROM waiting WHERE mailbox = ?').get(mailbox)
  if (ends === undefined || ends['first'] === null || last === undefined) return undefined
  const first = int(ends, 'first')
  const step = (int(last, 'last') - first + 1) / sampleStretches
  if (step < stretchRows) return undefined
  const where = joined(tests, ' AND ')
  const stretch = database.prepare(
    `SELECT ${source.value} AS value FROM ${source.from}
     WHERE ${where.sql} AND ${source.seq} >= ? AND ${source.seq} < ? AND ${source.value} IS NOT NULL LIMIT ${stretchRows}`,
  )
  const values: string[] = []
  for (let index = 0; index < sampleStretches; index++) {
    const from = Math.floor(first + index * step)
    // The rows looked at are bounded too: a rare condition must not make the sample a scan of its own.
    const to = Math.min(from + stretchRows * 4, Math.floor(first + (index + 1) * step))
    values.push(...stretch.all(...where.values, from, to).map((row: Row) => text(row, 'value')))
  }
  values.sort(byOctets)
  return direction === 'ASC' ? values[limit - 1] : values[values.length - limit]
}

/** As SQLite compares texts: by their UTF-8. */
function byOctets(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

function sourceOf(by: SortAttribute, mailbox: number): Source {
  if (typeof by === 'object') {
    return {
      // Driven by the meta element: one scan of its short rows, and the message only of those that may be hits.
      from: 'waiting_meta m CROSS JOIN waiting w ON w.mailbox = m.mailbox AND w.seq = m.seq',
      tests: [{ sql: 'm.mailbox = ? AND m.name = ?', values: [mailbox, by.meta] }],
      value: 'm.value',
      seq: 'm.seq',
    }
  }
  return {
    from: 'waiting w',
    tests: [{ sql: 'w.mailbox = ?', values: [mailbox] }],
    value: `w.${columnOf(by)}`,
    seq: 'w.seq',
  }
}

function withoutValue(by: SortAttribute, mailbox: number, conditions: readonly Sql[]): Sql {
  const lacking: Sql =
    typeof by === 'object'
      ? {
          sql: 'NOT EXISTS (SELECT 1 FROM waiting_meta m WHERE m.mailbox = w.mailbox AND m.name = ? AND m.seq = w.seq)',
          values: [by.meta],
        }
      : { sql: `w.${columnOf(by)} IS NULL`, values: [] }
  return joined([{ sql: 'w.mailbox = ?', values: [mailbox] }, ...conditions, lacking], ' AND ')
}

function columnOf(by: Exclude<SortAttribute, object>): string {
  switch (by) {
    case 'originator':
      return 'originator'
    case 'from':
      return 'from_address'
    case 'endrecipient':
      return 'end_recipient'
    case 'producttype':
      return 'product'
    case 'subject':
      return 'subject'
    case 'contentid':
      return 'content_id'
    case 'corrid':
      return 'corr_id'
    case 'sequencetype':
      return 'sequence_type'
    case 'transfertype':
      return 'transfer_type'
  }
}
