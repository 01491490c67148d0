import type { MailboxQuery, MessageRecord, SortAttribute } from '../../../src/exchange/ports/message-log.ts'
import type { MessageRow, MessageTables } from './message-tables.ts'

const batchMessages = 200
const batchBytes = 256 * 1024

/** A listing under way: batches are read when they are asked for, so what is acknowledged meanwhile is left out. */
export function beginList(
  query: MailboxQuery,
  tables: MessageTables,
): () => readonly MessageRecord[] | undefined {
  const except = new Set(query.except)
  const hits = hitsOf(query, tables).filter(({ record }) => !except.has(record.receiptId))
  let at = 0
  let left = query.maxHits
  return () => {
    const batch: MessageRecord[] = []
    let bytes = 0
    while (left > 0 && batch.length < batchMessages && bytes < batchBytes) {
      const hit = hits[at++]
      if (hit === undefined) break
      const row = tables.messages.get(hit.record.receiptId)
      if (row === undefined || row.record.mailbox === undefined) continue
      if (row.record.acknowledgedAt !== undefined) continue
      batch.push(row.record)
      bytes += row.labelBytes
      left -= 1
    }
    return batch.length === 0 ? undefined : batch
  }
}

function hitsOf(query: MailboxQuery, tables: MessageTables): readonly MessageRow[] {
  const rows: MessageRow[] = []
  for (const id of tables.waitingIn(query.mailbox).values()) {
    const row = tables.messages.get(id)
    if (row !== undefined && matches(row.record, query)) rows.push(row)
  }
  const arrival = query.newestFirst === true ? -1 : 1
  rows.sort((one, other) => (one.seq - other.seq) * arrival)
  return query.sort === undefined ? rows : sorted(rows, query.sort)
}

function matches({ label, arrivedAt, fetchedAt }: MessageRecord, query: MailboxQuery): boolean {
  const leased = fetchedAt !== undefined && fetchedAt > query.fetchedAfter && fetchedAt <= query.now
  if (query.waiting === 'plain' && leased) return false
  const { metaName, metaValue } = query
  const pairs: readonly { readonly name?: string | undefined; readonly value?: string | undefined }[] = [
    ...(query.meta ?? []),
    ...(metaName === undefined && metaValue === undefined ? [] : [{ name: metaName, value: metaValue }]),
  ]
  return (
    label.status === query.status &&
    isOrAny(label.originator?.text, query.originator) &&
    isOrAny(label.endRecipient?.text, query.endRecipient) &&
    isOrAny(label.corrId, query.corrId) &&
    isOrAny(label.content.contentId, query.contentId) &&
    isOrAny(label.sequenceType, query.sequenceType) &&
    (query.products?.includes(label.product.id) ?? true) &&
    (query.since === undefined || arrivedAt >= query.since) &&
    pairs.every((pair) =>
      label.meta.some(({ name, value }) => isOrAny(name, pair.name) && isOrAny(value, pair.value)),
    )
  )
}

function isOrAny(value: string | undefined, wanted: string | undefined): boolean {
  return wanted === undefined || value === wanted
}

/** Those without the attribute come last in both directions, in the order they have. */
function sorted(
  rows: readonly MessageRow[],
  { by, descending }: NonNullable<MailboxQuery['sort']>,
): readonly MessageRow[] {
  const valued = rows.map((row) => ({ row, value: valueOf(row.record, by) }))
  const direction = descending ? -1 : 1
  valued.sort((one, other) => {
    if (one.value === undefined || other.value === undefined) {
      return Number(one.value === undefined) - Number(other.value === undefined)
    }
    return Buffer.compare(Buffer.from(one.value), Buffer.from(other.value)) * direction
  })
  return valued.map(({ row }) => row)
}

function valueOf({ label }: MessageRecord, by: SortAttribute): string | undefined {
  if (typeof by === 'object') return label.meta.find(({ name }) => name === by.meta)?.value
  switch (by) {
    case 'originator':
      return label.originator?.text
    case 'from':
      return label.from?.address
    case 'endrecipient':
      return label.endRecipient?.text
    case 'producttype':
      return label.product.id
    case 'subject':
      return label.subject
    case 'contentid':
      return label.content.contentId
    case 'corrid':
      return label.corrId
    case 'sequencetype':
      return label.sequenceType
    case 'transfertype':
      return label.transferType
  }
}
