import type {
  AgingAttemptsQuery,
  AgingQuery,
  DueQuery,
  ExchangeIds,
  MailboxQuery,
  PageMark,
  StandingQuery,
} from '../../../exchange/ports/message-log.ts'

/*
 * What the main thread and the two workers say to each other. Commits are many and small, so they travel as tuples
 * of plain values, a whole batch a message; their octets lie one after the other in two buffers beside them, in
 * the order of the tuples: `content` is what goes into the segment as it is, `side` what goes into rows.
 */

/** How a message is handled, as the port has it; `destination` is empty where there is none, `fault` is JSON. */
export type HandlingWire = readonly [
  since: number,
  due: number | null,
  destination: string,
  attempts: number,
  fault: string | null,
  splitOf: string | null,
]

/** What a listing filters and sorts on. */
export type ListedWire = readonly [
  status: number,
  sequenceType: string,
  transferType: string,
  product: string,
  from: string | null,
  originator: string | null,
  endRecipient: string | null,
  corrId: string,
  contentId: string,
  subject: string | null,
  /** Names and values in turn; null for none. */
  meta: readonly string[] | null,
]

/** A message to insert. Its stretch in `content`: `jsonLength` octets of JSON, then the row body. */
export type MessageWire = readonly [
  receipt: string,
  tx: string,
  channel: number,
  caller: string,
  /** Empty where it is in none. */
  mailbox: string,
  arrived: number,
  jsonLength: number,
  rowLength: number,
  size: number,
  blob: string | null,
  listed: ListedWire,
  state: number,
  /** Null for a message that comes straight into a mailbox. */
  handling: HandlingWire | null,
]

export type UpdateWire = readonly [
  receipt: string,
  expectVersion: number,
  fetched: number | null,
  acknowledged: number | null,
  /** 1: `fetched` is taken away. */
  unfetched: 0 | 1,
  /** This and what follows: null leaves as it is. */
  state: number | null,
  /** Its split_of is not looked at. */
  handling: HandlingWire | null,
  /** The mailbox it comes to. */
  mailbox: string | null,
  /** JSON of what is readdressed. */
  readdress: string | null,
  archived: number | null,
  contentPurged: number | null,
]

export type PassedWire = readonly [agreement: string, at: number, bytes: number]

export type AttemptWire = readonly [
  receipt: string,
  channel: number,
  caller: string,
  at: number,
  code: string,
  facts: string,
]

/** An audit row. Its stretch in `side`: the canonical octets, then the leaf. */
export type AuditWire = readonly [
  receipt: string | null,
  event: number,
  at: number,
  canonicalLength: number,
  leafLength: number,
  detail: string | null,
]

export type EntryPurgeWire = readonly [receipt: string, expectVersion: number, identity: string]

export type AttemptPurgeWire = readonly [receipt: string, facts: string]

/** What a change takes away. */
export interface PurgeWire {
  readonly entries: readonly EntryPurgeWire[]
  readonly attempts: readonly AttemptPurgeWire[]
  /** Removed from the blob store. */
  readonly blobs: readonly string[]
}

export type ChangeWire = readonly [
  insert: readonly MessageWire[],
  update: readonly UpdateWire[],
  attempt: AttemptWire | null,
  audit: readonly AuditWire[],
  passed: readonly PassedWire[],
  purge: PurgeWire | null,
]

/** A message as it is read back; `json` is `[label, parts]`. */
export interface RecordWire {
  readonly receipt: string
  readonly channel: number
  readonly caller: string
  readonly mailbox: string
  readonly arrived: number
  readonly size: number
  readonly blob: string | undefined
  readonly version: number
  readonly fetched: number | undefined
  readonly acknowledged: number | undefined
  readonly archived: number | undefined
  readonly contentPurged: number | undefined
  readonly json: string
  readonly state: number
  readonly handling: HandlingWire | undefined
  /** JSON. */
  readonly readdressed: string | undefined
}

export interface PurgedWire {
  readonly receipt: string
  readonly tx: string
  readonly arrived: number
  readonly identity: string
}

export interface AuditRowWire {
  readonly number: number
  readonly receipt: string | undefined
  readonly event: number
  readonly at: number
  readonly canonical: Uint8Array
  readonly leaf: Uint8Array
  readonly detail: string | undefined
}

export interface RegistryRowWire {
  readonly kind: string
  readonly id: string
  readonly entry: string
  readonly imported: string | undefined
}

export type OutcomeWire =
  | 'done'
  | { readonly duplicate: RecordWire }
  | { readonly purgedDuplicate: PurgedWire }
  | { readonly conflict: RecordWire | undefined }
  | FaultWire

/** An error that crosses threads. `passes`: StorageUnavailable, else a fault of the program. */
export interface FaultWire {
  readonly fault: string
  readonly passes: boolean
}

/** Questions for the writer: point lookups, which need the keys it holds in memory. */
export type WriterQuestion =
  | { readonly ask: 'byTxId'; readonly txIds: readonly string[] }
  | { readonly ask: 'byReceiptId'; readonly ids: readonly string[] }
  | { readonly ask: 'purgedByTxId'; readonly txIds: readonly string[] }
  | { readonly ask: 'purgedByReceiptId'; readonly ids: readonly string[] }
  | { readonly ask: 'attempts'; readonly ids: readonly string[] }
  | { readonly ask: 'rowBody'; readonly id: string }
  | { readonly ask: 'story'; readonly id: string }
  | { readonly ask: 'registry' }

export interface RegistryApply {
  readonly change: readonly {
    readonly kind: string
    readonly id: string
    readonly put: { readonly entry: string; readonly imported: string | null } | null
  }[]
  readonly expectRevision: number
  readonly audit: readonly AuditWire[]
}

/** A step of a scrub (scrubbing.ts), or of forgetting what passed. */
export type ScrubStep =
  | { readonly do: 'carry' | 'mark' | 'drop' }
  | { readonly do: 'erase'; readonly mark: number }
  | { readonly do: 'forgetPassed'; readonly before: number }

export type ScrubAnswer =
  | { readonly left: boolean }
  | { readonly mark: number }
  | { readonly dropped: readonly number[] }
  | { readonly forgot: number }

export type WriterTask =
  /** `changes`: an array of ChangeWire as JSON, which costs half of what cloning it would. */
  | { readonly kind: 'commit'; readonly count: number; readonly changes: string }
  | { readonly kind: 'ask'; readonly question: WriterQuestion }
  | { readonly kind: 'apply'; readonly apply: RegistryApply }
  | { readonly kind: 'scrub'; readonly step: ScrubStep }

export type ToWriter =
  | {
      readonly kind: 'batch'
      readonly batch: number
      readonly tasks: readonly WriterTask[]
      readonly content: Uint8Array
      readonly contentLength: number
      readonly side: Uint8Array
    }
  | { readonly kind: 'close' }

export type AttemptAnswer = {
  readonly receipt: string
  readonly channel: number
  readonly caller: string
  readonly at: number
  readonly code: string
  readonly facts: string
}

export type WriterAnswer =
  | { readonly outcomes: readonly OutcomeWire[] }
  | { readonly records: readonly (RecordWire | undefined)[] }
  | { readonly purged: readonly (PurgedWire | undefined)[] }
  | { readonly attempts: readonly (AttemptAnswer | undefined)[] }
  | { readonly bytes: Uint8Array | undefined }
  | { readonly audit: readonly AuditRowWire[] }
  | { readonly registry: readonly RegistryRowWire[]; readonly revision: number }
  | { readonly applied: boolean }
  | ScrubAnswer
  | FaultWire

export type FromWriter =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'answers'
      readonly batch: number
      readonly answers: readonly WriterAnswer[]
      /** The buffers of the batch, to be filled again. */
      readonly content: Uint8Array
      readonly side: Uint8Array
    }
  /** The store can't be trusted or used any more; nothing further will be answered. */
  | { readonly kind: 'failed'; readonly fault: string }

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

export type ToReader =
  | { readonly kind: 'ask'; readonly id: number; readonly question: ReaderQuestion }
  | { readonly kind: 'close' }

export type ReaderAnswer =
  /** A batch of a list; no cursor: it was the last. */
  | { readonly records: readonly RecordWire[]; readonly cursor: number | undefined }
  | { readonly audit: readonly AuditRowWire[] }
  | {
      readonly messages: number
      readonly waiting: number
      readonly oldestWaitingAt: number | undefined
      readonly queued: number
      readonly oldestQueuedAt: number | undefined
      readonly quarantined: number
      readonly auditRows: number
    }
  | { readonly rows: number }
  | { readonly inUse: readonly boolean[] }
  | { readonly found: readonly RecordWire[] }
  | StandingAnswer
  | { readonly each: readonly (readonly RecordWire[])[] }
  | { readonly next: number | undefined }
  | { readonly passed: readonly PassedWire[] }
  | { readonly old: readonly AttemptAnswer[] }
  | { readonly blobs: readonly string[] }
  | { readonly settled: true }
  | { readonly released: true }
  | FaultWire

export type FromReader =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: ReaderAnswer }

/** What both workers are started with. */
export interface WorkerSetup {
  readonly dataDir: string
  /** The most pages the database may have: a full disk, for tests. */
  readonly maxPages?: number
}
