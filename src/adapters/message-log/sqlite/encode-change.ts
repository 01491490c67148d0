import type {
  Attempt,
  AuditRow,
  Change,
  Handling,
  MessageUpdate,
  NewMessage,
} from '../../../exchange/ports/message-log.ts'
import { channelCode, eventCode, stateCode } from './codes.ts'
import type { Packer } from './packer.ts'
import { listingOf } from './listing.ts'
import type {
  AttemptWire,
  AuditWire,
  ChangeWire,
  HandlingWire,
  MessageWire,
  PurgeWire,
  UpdateWire,
} from './change-wire.ts'

/** The two buffers of a batch that is being filled. */
export interface Packers {
  readonly content: Packer
  readonly side: Packer
}

/** Packs a change for the writer: plain values as tuples, octets into the batch's buffers. */
export function encodeChange(change: Change, { content, side }: Packers): ChangeWire {
  return [
    change.insert?.map((message) => encodeMessage(message, content)) ?? [],
    change.update?.map(encodeUpdate) ?? [],
    change.attempt === undefined ? null : encodeAttempt(change.attempt),
    encodeAudit(change.audit, side),
    change.passed?.map(({ agreement, at, bytes }) => [agreement, at, bytes]) ?? [],
    encodePurge(change),
  ]
}

function encodeMessage(message: NewMessage, content: Packer): MessageWire {
  const { label, body } = message
  const jsonLength = content.putText(JSON.stringify([label, message.parts]))
  if (body.at === 'row') content.put(body.bytes)
  return [
    message.receiptId,
    label.txId,
    channelCode(message.channel),
    message.caller,
    message.mailbox ?? '',
    message.arrivedAt,
    jsonLength,
    body.at === 'row' ? body.bytes.length : 0,
    body.at === 'row' ? body.bytes.length : body.bytes,
    body.at === 'row' ? null : body.id,
    listingOf(label),
    stateCode(message.state),
    message.handling === undefined ? null : encodeHandling(message.handling),
  ]
}

function encodeHandling({ since, due, destination, attempts, fault, splitOf }: Handling): HandlingWire {
  return [
    since,
    due ?? null,
    destination ?? '',
    attempts,
    fault === undefined ? null : JSON.stringify(fault),
    splitOf ?? null,
  ]
}

function encodeUpdate(update: MessageUpdate): UpdateWire {
  return {
    receipt: update.receiptId,
    expectVersion: update.expectVersion,
    fetched: update.fetchedAt,
    unfetched: update.unfetched,
    acknowledged: update.acknowledgedAt,
    state: update.state && stateCode(update.state),
    handling: update.handling && encodeHandling(update.handling),
    mailbox: update.mailbox,
    readdress: update.readdress && JSON.stringify(update.readdress),
    archived: update.archivedAt,
    contentPurged: update.contentPurgedAt,
  }
}

function encodePurge({ purge, purgeAttempt, removedBlobs }: Change): PurgeWire | null {
  if (purge === undefined && purgeAttempt === undefined && removedBlobs === undefined) return null
  return {
    entries:
      purge?.map(({ receiptId, expectVersion, identity }) => [receiptId, expectVersion, identity]) ?? [],
    attempts: purgeAttempt?.map(({ attemptId, facts }) => [attemptId, JSON.stringify(facts)]) ?? [],
    blobs: removedBlobs ?? [],
  }
}

function encodeAttempt(attempt: Attempt): AttemptWire {
  const { attemptId, channel, caller, at, code, facts } = attempt
  return [attemptId, channelCode(channel), caller, at, code, JSON.stringify(facts)]
}

/** Packs audit rows for the writer. */
export function encodeAudit(rows: readonly AuditRow[], side: Packer): readonly AuditWire[] {
  return rows.map((row) => {
    side.put(row.canonical)
    side.put(row.leaf)
    const detail = row.detail === undefined ? null : JSON.stringify(row.detail)
    return [row.subject ?? null, eventCode(row.event), row.at, row.canonical.length, row.leaf.length, detail]
  })
}
