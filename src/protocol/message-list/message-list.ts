import type { DataEntry, MessageStatus, Meta, SequenceType } from '../label/label.ts'

/** One message of an `shs.message-list` 1.2 (section 4); addresses and product without their URN prefix. */
export interface MessageListEntry {
  readonly txId: string
  /** When it arrived: `yyyy-MM-ddTHH:mm:ss`, local time, no zone. */
  readonly timestamp: string
  readonly corrId?: string
  readonly contentId?: string
  /** Octets of the message. */
  readonly size?: number
  readonly originator?: string
  readonly from?: string
  readonly to?: string
  readonly endRecipient?: string
  readonly product?: string
  readonly sequenceType: SequenceType
  readonly status?: MessageStatus
  readonly meta: readonly Meta[]
  readonly subject?: string
  readonly data: readonly DataEntry[]
}
