import type {
  AgingAttemptsQuery,
  AgingQuery,
  DueQuery,
  ExchangeIds,
  MailboxQuery,
  PageMark,
  StandingQuery,
} from '../../../exchange/ports/message-log.ts'
import type { PassedWire } from './change-wire.ts'
import type { AttemptRowWire, AuditRowWire, RecordWire } from './row-wire.ts'
import type { FaultWire } from './store-failure.ts'

/* What the main thread and the reader say to each other. */

export type ReaderQuestion =
  | { readonly ask: 'list'; readonly query: MailboxQuery }
  | { readonly ask: 'more'; readonly cursor: number }
  | { readonly ask: 'release'; readonly cursor: number }
  | { readonly ask: 'audit'; readonly from: number }
  | { readonly ask: 'auditRows' }
  | { readonly ask: 'totals' }
  | { readonly ask: 'blobsInUse'; readonly ids: readonly string[] }
  | { readonly ask: 'due'; readonly query: DueQuery }
  | { readonly ask: 'nextDue'; readonly query: NextDueQuery }
  | { readonly ask: 'byState'; readonly query: StandingQuery }
  | { readonly ask: 'byExchange'; readonly ids: readonly ExchangeIds[] }
  | { readonly ask: 'copies'; readonly of: string }
  | { readonly ask: 'passed'; readonly agreement: string; readonly since: number }
  | { readonly ask: 'aging'; readonly query: AgingQuery }
  | { readonly ask: 'agingAttempts'; readonly query: AgingAttemptsQuery }
  | { readonly ask: 'unneededBlobs'; readonly limit: number }
  /** Answered when no snapshot from before is held; segments that are removed are let go of. */
  | { readonly ask: 'settle'; readonly dropped: readonly number[] }

export type NextDueQuery = Pick<DueQuery, 'exceptDestinations' | 'except'>

export interface StandingAnswer {
  readonly standing: readonly RecordWire[]
  readonly mark: PageMark | undefined
}

export interface TotalsWire {
  readonly messages: number
  readonly waiting: number
  readonly oldestWaitingAt: number | undefined
  readonly queued: number
  readonly oldestQueuedAt: number | undefined
  readonly quarantined: number
  readonly auditRows: number
}

export type ToReader =
  | { readonly kind: 'ask'; readonly id: number; readonly question: ReaderQuestion }
  | { readonly kind: 'close' }

export type ReaderAnswer =
  /** A batch of a list; no cursor: it was the last. */
  | { readonly records: readonly RecordWire[]; readonly cursor: number | undefined }
  | { readonly audit: readonly AuditRowWire[] }
  | TotalsWire
  | { readonly rows: number }
  | { readonly inUse: readonly boolean[] }
  | { readonly found: readonly RecordWire[] }
  | StandingAnswer
  | { readonly each: readonly (readonly RecordWire[])[] }
  | { readonly next: number | undefined }
  | { readonly passed: readonly PassedWire[] }
  | { readonly old: readonly AttemptRowWire[] }
  | { readonly blobs: readonly string[] }
  | { readonly settled: true }
  | { readonly released: true }
  | FaultWire

export type FromReader =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: ReaderAnswer }
