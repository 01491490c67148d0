import type { AuditDetail, AuditEvent, ReceiptId } from '../ports/message-log.ts'

/** What happened, in ids, codes, sizes and hashes: everything that the ledger keeps for ever. */
export interface BusinessFact {
  readonly event: AuditEvent
  readonly at: number
  /** The message or attempt it tells of. */
  readonly subject?: ReceiptId
  readonly caller?: string
  readonly txId?: string
  readonly corrId?: string
  readonly from?: string
  readonly to?: string
  readonly product?: string
  /** The agreement that it tells of, where it is about one. */
  readonly agreement?: string
  readonly status?: 'production' | 'test'
  readonly bytes?: number
  /** SHA-256 of each data part's file, lower-case hex. */
  readonly sha256?: readonly string[]
  readonly code?: string
  readonly count?: number
  /** Names and texts that may be purged; kept beside the ledger, not in it. */
  readonly detail?: AuditDetail
}
