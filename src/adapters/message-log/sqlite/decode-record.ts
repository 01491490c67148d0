import type {
  Attempt,
  AttemptFacts,
  AuditDetail,
  Handling,
  MessageFault,
  MessageRecord,
  NumberedAuditRow,
  PurgedEntry,
  Readdressing,
} from '../../../exchange/ports/message-log.ts'
import type { Label } from '../../../protocol/label/label.ts'
import type { PartIndex } from '../../../protocol/message/stored-part.ts'
import { channelOf, eventOf, stateOf } from './codes.ts'
import type { HandlingWire } from './change-wire.ts'
import type { AttemptRowWire, AuditRowWire, PurgedWire, RecordWire } from './row-wire.ts'

/** A message as a worker read it. */
export function recordOf(wire: RecordWire): MessageRecord {
  const [label, parts] = contentOf(wire.json)
  return {
    receiptId: wire.receipt,
    channel: channelOf(wire.channel),
    caller: wire.caller,
    arrivedAt: wire.arrived,
    state: stateOf(wire.state),
    ...(wire.mailbox === '' ? {} : { mailbox: wire.mailbox }),
    ...(wire.handling === undefined ? {} : { handling: handlingFrom(wire.handling) }),
    label: wire.readdressed === undefined ? label : readdressed(label, wire.readdressed),
    parts,
    size: wire.size,
    version: wire.version,
    ...(wire.blob === undefined ? {} : { blobId: wire.blob }),
    ...(wire.fetched === undefined ? {} : { fetchedAt: wire.fetched }),
    ...(wire.acknowledged === undefined ? {} : { acknowledgedAt: wire.acknowledged }),
    ...(wire.archived === undefined ? {} : { archivedAt: wire.archived }),
    ...(wire.contentPurged === undefined ? {} : { contentPurgedAt: wire.contentPurged }),
  }
}

function handlingFrom([since, due, destination, attempts, fault, splitOf]: HandlingWire): Handling {
  return {
    since,
    attempts,
    ...(due === null ? {} : { due }),
    ...(destination === '' ? {} : { destination }),
    ...(fault === null ? {} : { fault: faultFrom(fault) }),
    ...(splitOf === null ? {} : { splitOf }),
  }
}

/** The label with what was filled in or mended since. */
function readdressed(label: Label, json: string): Label {
  const change: unknown = JSON.parse(json)
  if (!isReaddressing(change)) throw damaged('the new address of a message')
  const { to, agreement, product } = change
  return {
    ...label,
    ...(to === undefined ? {} : { to }),
    ...(agreement === undefined ? {} : { agreement }),
    ...(product === undefined ? {} : { product: { id: product } }),
  }
}

function faultFrom(json: string): MessageFault {
  const fault: unknown = JSON.parse(json)
  if (!isFault(fault)) throw damaged('the fault of a message')
  return fault
}

/** What a purged message left, as a worker read it. */
export function purgedOf({ receipt, tx, arrived, identity }: PurgedWire): PurgedEntry {
  return { receiptId: receipt, txId: tx, arrivedAt: arrived, identity }
}

/** An attempt as a worker read it. */
export function attemptOf(wire: AttemptRowWire): Attempt {
  const facts: unknown = JSON.parse(wire.facts)
  if (!isFacts(facts)) throw damaged('the facts of an attempt')
  const { receipt, caller, at, code } = wire
  return { attemptId: receipt, channel: channelOf(wire.channel), caller, at, code, facts }
}

/** An audit row as a worker read it. */
export function auditOf(wire: AuditRowWire): NumberedAuditRow {
  const { number, at, canonical, leaf } = wire
  const row = { number, event: eventOf(wire.event), at, canonical, leaf }
  const subject = wire.receipt === undefined ? {} : { subject: wire.receipt }
  if (wire.detail === undefined) return { ...row, ...subject }
  const detail: unknown = JSON.parse(wire.detail)
  if (!isDetail(detail)) throw damaged('the detail of an audit row')
  return { ...row, ...subject, detail }
}

/*
 * This program wrote the JSON, in one transaction with the row that led here; the checks below tell damage
 * from data, they don't read a stranger's values.
 */

function contentOf(json: string): Content {
  const content: unknown = JSON.parse(json)
  if (!isContent(content)) throw damaged('a label')
  return content
}

type Content = readonly [label: Label, parts: readonly PartIndex[]]

function isContent(value: unknown): value is Content {
  return Array.isArray(value) && value.length === 2 && isLabel(value[0]) && isParts(value[1])
}

function isLabel(value: unknown): value is Label {
  return isObject(value) && 'txId' in value && 'product' in value && 'content' in value && 'history' in value
}

function isParts(value: unknown): value is readonly PartIndex[] {
  return Array.isArray(value) && value.every((part) => isObject(part) && 'offset' in part && 'sha256' in part)
}

function isFacts(value: unknown): value is AttemptFacts {
  return isObject(value) && 'reason' in value
}

function isReaddressing(value: unknown): value is Readdressing {
  return isObject(value)
}

function isFault(value: unknown): value is MessageFault {
  return isObject(value) && 'code' in value && 'words' in value
}

function isDetail(value: unknown): value is AuditDetail {
  return isObject(value)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function damaged(what: string): Error {
  return new Error(`the store holds ${what} that cannot be read`)
}
