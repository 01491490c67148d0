import type { DatabaseSync } from 'node:sqlite'
import type { MailboxQuery } from '../../../exchange/ports/message-log.ts'
import type { Sql } from './list-conditions.ts'
import { int } from './rows.ts'

/** Up to this many messages with a meta element are looked up by it, rather than each message asked whether it has it. */
const rareMost = 5000

/** The conditions that a query sets on meta elements, each as one that `w` must meet. */
export function metaConditions(database: DatabaseSync, mailbox: number, query: MailboxQuery): readonly Sql[] {
  return pairsOf(query).map(({ name, value }) => {
    const tests: Sql[] = [{ sql: 'm.mailbox = ?', values: [mailbox] }]
    if (name !== undefined) tests.push({ sql: 'm.name = ?', values: [name] })
    if (value !== undefined) tests.push({ sql: 'm.value = ?', values: [value] })
    return metaCondition(database, tests)
  })
}

interface Pair {
  readonly name: string | undefined
  readonly value: string | undefined
}

function pairsOf(query: MailboxQuery): readonly Pair[] {
  const pairs: Pair[] = (query.meta ?? []).map(({ name, value }) => ({ name, value }))
  if (query.metaName !== undefined || query.metaValue !== undefined) {
    pairs.push({ name: query.metaName, value: query.metaValue })
  }
  return pairs
}

function metaCondition(database: DatabaseSync, tests: readonly Sql[]): Sql {
  const where = tests.map((test) => test.sql).join(' AND ')
  const values = tests.flatMap((test) => test.values)
  const rare = database
    .prepare(`SELECT m.seq FROM waiting_meta m WHERE ${where} LIMIT ${rareMost + 1}`)
    .all(...values)
  if (rare.length > rareMost) {
    return { sql: `EXISTS (SELECT 1 FROM waiting_meta m WHERE ${where} AND m.seq = w.seq)`, values }
  }
  const seqs = [...new Set(rare.map((row) => int(row, 'seq')))]
  return { sql: 'w.seq IN (SELECT value FROM json_each(?))', values: [JSON.stringify(seqs)] }
}
