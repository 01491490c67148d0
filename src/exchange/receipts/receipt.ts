import type { Words } from '../../protocol/words.ts'
import type { AuditEvent, Channel, ReceiptId } from '../ports/message-log.ts'

/** Where a file stands (product.md 5). */
export type ReceiptStatus =
  | 'received'
  | 'queued'
  | 'delivered'
  | 'fetched'
  | 'acknowledged'
  | 'refused'
  | 'quarantined'
  | 'cancelled'
  | 'archived'

/** The words of each status, always these. */
export const statusWords: Readonly<Record<ReceiptStatus, Words>> = {
  received: { sv: 'mottagen', en: 'received' },
  queued: { sv: 'köad', en: 'queued' },
  delivered: { sv: 'levererad', en: 'delivered' },
  fetched: { sv: 'hämtad', en: 'fetched' },
  acknowledged: { sv: 'kvitterad', en: 'acknowledged' },
  refused: { sv: 'avvisad', en: 'refused' },
  quarantined: { sv: 'i karantän', en: 'quarantined' },
  cancelled: { sv: 'makulerad', en: 'cancelled' },
  archived: { sv: 'arkiverad', en: 'archived' },
}

export interface StoryEvent {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly event: AuditEvent
  readonly text: Words
}

export interface ReceiptFile {
  readonly fileName?: string
  /** Absent where the entry is purged and its parts were several. */
  readonly bytes?: number
  readonly sha256: string
}

/** Proof that the node holds a file, and the file's story; for its sender and receiver only. */
export interface MessageReceipt {
  readonly kind: 'message'
  readonly receiptId: ReceiptId
  readonly receivedAt: number
  /** Absent where the entry is purged; names and texts are gone with it. */
  readonly channel?: Channel
  readonly from: string
  /** Absent until a receiver is found. */
  readonly to?: string
  /** The name of the service, where the product type belongs to one. */
  readonly service?: string
  readonly product: string
  readonly files: readonly ReceiptFile[]
  readonly status: ReceiptStatus
  readonly txId: string
  readonly corrId: string
  readonly events: readonly StoryEvent[]
  /** When its delivery is tried again, after one that failed. */
  readonly nextTryAt?: number
  /** Of a message to several: what became of each copy. */
  readonly copies?: readonly CopyStatus[]
}

export interface CopyStatus {
  readonly to: string
  readonly status: ReceiptStatus
  /** By which the copy's own story is found. */
  readonly receiptId: ReceiptId
}

/** What became of an attempt that was refused: no file is held. */
export interface AttemptReceipt {
  readonly kind: 'attempt'
  readonly attemptId: ReceiptId
  readonly at: number
  readonly channel: Channel
  readonly from?: string
  readonly to?: string
  readonly product?: string
  readonly fileName?: string
  readonly txId?: string
  readonly code: string
  readonly reason: Words
  readonly cure?: Words
  readonly status: 'refused'
  readonly events: readonly StoryEvent[]
}

export type Receipt = MessageReceipt | AttemptReceipt
