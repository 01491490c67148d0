import type { MessageRecord } from '../ports/message-log.ts'

/** How old messages become before each step, milliseconds from their arrival. */
export interface RetentionSettings {
  readonly archiveAfter: number
  readonly purgeContentAfter: number
  readonly purgeEntryAfter: number
  /** From that age on a message that nobody acknowledged ages like the others. Absent: never. */
  readonly purgeUnacknowledgedAfter?: number
}

/**
 * Whether a message may age at all (shs-protocol.md 9): one that is at its end, or one that nobody has acknowledged for as
 * long as the settings say. What is on its way, held included, never: after `delivery.giveUpAfter` it is in quarantine.
 * A split message is at its end when its copies are archived, which the log looks after.
 */
export function mayAge(message: MessageRecord, settings: RetentionSettings, now: number): boolean {
  if (isAtItsEnd(message)) return true
  const { purgeUnacknowledgedAfter } = settings
  if (purgeUnacknowledgedAfter === undefined || isOnItsWay(message)) return false
  return message.arrivedAt < now - purgeUnacknowledgedAfter
}

function isAtItsEnd({ state, acknowledgedAt, label }: MessageRecord): boolean {
  switch (state) {
    case 'received':
      return acknowledgedAt !== undefined
    case 'sent':
      return acknowledgedAt !== undefined || label.sequenceType === 'adm'
    case 'cancelled':
    case 'split':
      return true
    case 'new':
    case 'queued':
    case 'held':
    case 'quarantined':
      return false
  }
}

function isOnItsWay({ state }: MessageRecord): boolean {
  return state === 'new' || state === 'queued' || state === 'held'
}
