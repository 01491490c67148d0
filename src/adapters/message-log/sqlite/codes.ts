import type { AuditEvent, Channel, MessageState } from '../../../exchange/ports/message-log.ts'
import type { MessageStatus } from '../../../protocol/label/label.ts'

/** Channels by their number in the database; only ever appended to. */
const channels: readonly Channel[] = ['shs', 'files', 'portal', 'soap', 'api', 'folder', 'sftp', 'node']

/** Audit events by their number in the database; only ever appended to. */
const events: readonly AuditEvent[] = [
  'received',
  'refused',
  'duplicate',
  'fetched',
  'acknowledged',
  'confirmed',
  'swept',
  'imported',
  'returned',
  'routed',
  'split',
  'queued',
  'held',
  'released',
  'delivered',
  'tried',
  'sent',
  'quarantined',
  'cancelled',
  'resent',
  'answered',
  'archived',
  'contentPurged',
  'entryPurged',
  'published',
  'agreed',
  'declined',
]

/** States by their number in the database; only ever appended to (migrations.ts has indexes on some of them). */
const states: readonly MessageState[] = [
  'new',
  'queued',
  'held',
  'sent',
  'received',
  'quarantined',
  'cancelled',
  'split',
]

/** The number a state is stored as. */
export function stateCode(state: MessageState): number {
  return codeIn(states, state)
}

/** The state a number stands for. */
export function stateOf(code: number): MessageState {
  return wordOf(states, code)
}

/** The number of the one state in which a message is in a mailbox. */
export const receivedCode = stateCode('received')

/** The number a message's status is stored as. */
export function statusCode(status: MessageStatus): number {
  return status === 'production' ? 0 : 1
}

/** The number a channel is stored as. */
export function channelCode(channel: Channel): number {
  return codeIn(channels, channel)
}

/** The channel a number stands for. */
export function channelOf(code: number): Channel {
  return wordOf(channels, code)
}

/** The number an audit event is stored as. */
export function eventCode(event: AuditEvent): number {
  return codeIn(events, event)
}

/** The audit event a number stands for. */
export function eventOf(code: number): AuditEvent {
  return wordOf(events, code)
}

function codeIn<T>(words: readonly T[], word: T): number {
  const code = words.indexOf(word)
  if (code < 0) throw new Error(`no number for ${String(word)}`)
  return code
}

function wordOf<T>(words: readonly T[], code: number): T {
  const word = words[code]
  if (word === undefined) throw new Error(`the database holds the unknown number ${code}`)
  return word
}
