import type {
  AgingAttemptsQuery,
  AgingQuery,
  Attempt,
  MessageRecord,
} from '../../../src/exchange/ports/message-log.ts'
import type { MessageRow, MessageTables } from './message-tables.ts'

/** The messages that take a step of their age now, the oldest first. */
export function agingIn(query: AgingQuery, tables: MessageTables): readonly MessageRecord[] {
  const rows = [...tables.messages.values()].filter(
    ({ record }) =>
      record.arrivedAt < query.arrivedBefore &&
      !query.except.includes(record.receiptId) &&
      takesStep(record, query, tables),
  )
  return first(rows, ({ record }) => record.arrivedAt, query.limit)
}

function takesStep(record: MessageRecord, query: AgingQuery, tables: MessageTables): boolean {
  const { archivedAt, contentPurgedAt } = record
  switch (query.step) {
    case 'archive':
      return archivedAt === undefined && mayBeArchived(record, query, tables)
    case 'purgeContent':
      return archivedAt !== undefined && contentPurgedAt === undefined
    case 'purgeEntry':
      return contentPurgedAt !== undefined
  }
}

function mayBeArchived(record: MessageRecord, query: AgingQuery, tables: MessageTables): boolean {
  const { state, acknowledgedAt, arrivedAt, label, receiptId } = record
  const { unacknowledgedBefore } = query
  const isForgotten = unacknowledgedBefore !== undefined && arrivedAt < unacknowledgedBefore
  switch (state) {
    case 'received':
      return acknowledgedAt !== undefined || isForgotten
    case 'sent':
      return acknowledgedAt !== undefined || label.sequenceType === 'adm' || isForgotten
    case 'cancelled':
      return true
    case 'quarantined':
      return isForgotten
    case 'split':
      return tables.copiesOf(receiptId).every((copy) => isArchived(tables.messages.get(copy)?.record))
    case 'new':
    case 'queued':
    case 'held':
      return false
  }
}

/** One whose entry is purged was archived before. */
function isArchived(copy: MessageRecord | undefined): boolean {
  return copy === undefined || copy.archivedAt !== undefined
}

/** Attempts whose facts are to be purged, the oldest first. */
export function agingAttemptsIn(
  { before, limit }: AgingAttemptsQuery,
  tables: MessageTables,
): readonly Attempt[] {
  return [...tables.attempts.values()]
    .filter(({ at, attemptId }) => at < before && !tables.withoutDetails.has(attemptId))
    .toSorted((one, other) => one.at - other.at)
    .slice(0, limit)
}

function first(
  rows: readonly MessageRow[],
  by: (row: MessageRow) => number,
  limit: number,
): readonly MessageRecord[] {
  return rows
    .toSorted((one, other) => by(one) - by(other) || one.seq - other.seq)
    .slice(0, limit)
    .map(({ record }) => record)
}
