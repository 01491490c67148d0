import type {
  Change,
  MessageRecord,
  MessageUpdate,
  NewMessage,
  Outcome,
  Readdressing,
  ReceiptId,
} from '../../../src/exchange/ports/message-log.ts'
import type { Label } from '../../../src/protocol/label/label.ts'
import type { MessageRow, MessageTables } from './message-tables.ts'

/** Writes one change into the open transaction. What is refused or throws must be taken back by the caller. */
export function writeChange(change: Change, tables: MessageTables): Outcome {
  for (const message of change.insert ?? []) {
    const first = tables.byTxId.get(message.label.txId)
    const row = first === undefined ? undefined : tables.messages.get(first)
    if (row !== undefined) return { kind: 'duplicate', first: row.record }
    const left = tables.purgedByTxId.get(message.label.txId)
    if (left !== undefined) return { kind: 'purgedDuplicate', first: left }
    insert(message, tables)
  }
  for (const update of change.update ?? []) {
    const before = tables.messages.get(update.receiptId)
    if (before?.record.version !== update.expectVersion) return { kind: 'conflict', current: before?.record }
    tables.put(updatedRow(before, update), before)
  }
  for (const { receiptId, expectVersion, identity } of change.purge ?? []) {
    const before = tables.messages.get(receiptId)
    if (before?.record.version !== expectVersion) return { kind: 'conflict', current: before?.record }
    if (before.record.contentPurgedAt === undefined)
      throw new Error(`the content of ${receiptId} is not purged`)
    tables.purge(before, identity)
  }
  for (const { attemptId, facts } of change.purgeAttempt ?? []) {
    const attempt = tables.attempts.get(attemptId)
    if (attempt === undefined) throw new Error(`there is no attempt ${attemptId}`)
    tables.attempts.set(attemptId, { ...attempt, facts })
    tables.withoutDetails.set(attemptId, true)
  }
  for (const blob of change.removedBlobs ?? []) tables.unneeded.delete(blob)
  if (change.attempt !== undefined) tables.attempts.set(change.attempt.attemptId, change.attempt)
  for (const transfer of change.passed ?? []) tables.addPassed(transfer)
  for (const row of change.audit) {
    const { subject } = row
    if (subject !== undefined && !isKnown(subject, tables)) {
      throw new Error(`an audit row speaks of ${subject}, which is not in the log`)
    }
    tables.addAudit(row)
  }
  return { kind: 'done' }
}

function isKnown(subject: ReceiptId, tables: MessageTables): boolean {
  return tables.messages.has(subject) || tables.attempts.has(subject) || tables.purged.has(subject)
}

function updatedRow(before: MessageRow, update: MessageUpdate): MessageRow {
  const record = updated(before.record, update)
  if (update.contentPurgedAt === undefined) return { ...before, record }
  if (record.archivedAt === undefined) throw new Error(`${record.receiptId} is not archived`)
  const { blobId: _, ...withoutBlob } = record
  return { ...before, record: withoutBlob, body: undefined }
}

function insert(message: NewMessage, tables: MessageTables): void {
  if (tables.messages.has(message.receiptId)) throw new Error(`the receipt id ${message.receiptId} is taken`)
  const { body, ...facts } = message
  const record: MessageRecord = {
    ...facts,
    size: body.at === 'row' ? body.bytes.length : body.bytes,
    version: 1,
    ...(body.at === 'blob' ? { blobId: body.id } : {}),
  }
  const row: MessageRow = {
    seq: tables.nextSeq(),
    record,
    body: body.at === 'row' ? Uint8Array.from(body.bytes) : undefined,
    labelBytes: labelBytes(message.label),
  }
  tables.put(row)
}

function updated(record: MessageRecord, update: MessageUpdate): MessageRecord {
  const { mailbox: before, fetchedAt: fetchedBefore, ...kept } = record
  const state = update.state ?? record.state
  const mailbox = update.mailbox ?? (state === record.state ? before : undefined)
  const fetchedAt = update.unfetched ? undefined : (update.fetchedAt ?? fetchedBefore)
  const splitOf = record.handling?.splitOf
  return {
    ...kept,
    state,
    version: record.version + 1,
    ...(mailbox === undefined ? {} : { mailbox }),
    ...(fetchedAt === undefined ? {} : { fetchedAt }),
    ...(update.acknowledgedAt === undefined ? {} : { acknowledgedAt: update.acknowledgedAt }),
    ...(update.archivedAt === undefined ? {} : { archivedAt: update.archivedAt }),
    ...(update.contentPurgedAt === undefined ? {} : { contentPurgedAt: update.contentPurgedAt }),
    ...(update.handling === undefined
      ? {}
      : { handling: { ...update.handling, ...(splitOf === undefined ? {} : { splitOf }) } }),
    ...(update.readdress === undefined ? {} : { label: readdressed(record.label, update.readdress) }),
  }
}

function readdressed(label: Label, { to, agreement, product }: Readdressing): Label {
  return {
    ...label,
    ...(to === undefined ? {} : { to }),
    ...(agreement === undefined ? {} : { agreement }),
    ...(product === undefined ? {} : { product: { id: product } }),
  }
}

/** What of a label may be long, and something for the rest. */
function labelBytes({ subject, meta, history }: Label): number {
  const texts = meta.reduce((sum, { name, value }) => sum + name.length + value.length, subject?.length ?? 0)
  return 1_000 + texts + history.length * 300
}
