import type { AuditEvent, ReceiptId } from './message-log.ts'

/** One business event as it is told to people who run the node: ids and codes, never names of files or persons. */
export interface BusinessEvent {
  readonly event: AuditEvent | 'rejectedCaller'
  readonly at: number
  readonly receiptId?: ReceiptId
  readonly txId?: string
  readonly caller?: string
  readonly from?: string
  readonly to?: string
  readonly product?: string
  readonly bytes?: number
  readonly code?: string
}

/** Where business events are told besides the ledger: the log and the counters. Never throws, never waits. */
export interface Journal {
  tell(event: BusinessEvent): void
  /** A fault that no caller can be told in full; `id` is what the caller was told to quote. */
  fault(id: string, error: unknown): void
}
