import type { Label, MessageStatus, SequenceType } from '../../protocol/label/label.ts'
import type { PartIndex } from '../../protocol/message/stored-part.ts'
import type { Words } from '../../protocol/words.ts'

/** 16 Crockford base32 symbols without hyphens; names a message or a refused attempt in this node. */
export type ReceiptId = string

/** The way in (product.md 1). */
export type Channel = 'shs' | 'files' | 'portal' | 'soap' | 'api' | 'folder' | 'sftp' | 'node'

/** The raw contents of a message's data parts, one after the other. */
export type Body =
  | { readonly at: 'row'; readonly bytes: Uint8Array }
  | { readonly at: 'blob'; readonly id: string; readonly bytes: number }

/**
 * Where a message stands in this node (shs-protocol.md 9). `new`: taken in and not routed yet. `received`: in a mailbox
 * here, where the fetched and acknowledged marks say more. `sent`: the other node has it.
 */
export type MessageState =
  | 'new'
  | 'queued'
  | 'held'
  | 'sent'
  | 'received'
  | 'quarantined'
  | 'cancelled'
  | 'split'

/** Why a message stands still or failed last, as its sender and an operator are told. */
export interface MessageFault {
  readonly code: string
  readonly words: Words
}

/** What of a label was filled in or mended after its message was taken in; the label as it came stays beside it. */
export interface Readdressing {
  readonly to?: { readonly address: string; readonly commonName?: string }
  readonly agreement?: string
  readonly product?: string
}

/** How a message is handled on its way out of this node; absent of one that came straight into a mailbox. */
export interface Handling {
  /** When it came to the state it is in. */
  readonly since: number
  /** When the node next does something with it: of every message that is `new`, `queued` or `held` until a time. */
  readonly due?: number
  /** Whom it goes to: the organisation number by which destinations are told apart. */
  readonly destination?: string
  /** Deliveries that were tried and failed since it was queued. */
  readonly attempts: number
  readonly fault?: MessageFault
  /** Of a copy: the message that was split (one to many). */
  readonly splitOf?: ReceiptId
}

/** A message as the log holds it, without its body. Times are milliseconds since 1970. */
export interface MessageRecord {
  readonly receiptId: ReceiptId
  readonly channel: Channel
  /** Organisation number of the certificate or session that handed it in. */
  readonly caller: string
  readonly arrivedAt: number
  readonly state: MessageState
  /** The address whose mailbox holds it here; of a `received` message alone. */
  readonly mailbox?: string
  readonly handling?: Handling
  /** With this node's own history entry, and readdressed where that was done. `from` is set; `to` too once it is routed. */
  readonly label: Label
  readonly parts: readonly PartIndex[]
  /** Octets of the raw contents of all parts. */
  readonly size: number
  /** Where the body lies when it is not in the log itself. */
  readonly blobId?: string
  /** Counts up with each change of what follows; the expected value guards a change. */
  readonly version: number
  /** When it was last fetched in full. */
  readonly fetchedAt?: number
  readonly acknowledgedAt?: number
  readonly archivedAt?: number
  /** From then on its body is nowhere; what its label and its parts say stays. */
  readonly contentPurgedAt?: number
}

export interface NewMessage extends Omit<
  MessageRecord,
  'version' | 'fetchedAt' | 'acknowledgedAt' | 'archivedAt' | 'contentPurgedAt' | 'size' | 'blobId'
> {
  readonly body: Body
}

/** Changes what it names and leaves the rest as it is. */
export interface MessageUpdate {
  readonly receiptId: ReceiptId
  /** The change is refused as a conflict unless the message is at this version. */
  readonly expectVersion: number
  readonly state?: MessageState
  /** With the state `received` and no other. */
  readonly mailbox?: string
  /** All of it anew, but for `splitOf`, which stays. */
  readonly handling?: Omit<Handling, 'splitOf'>
  /** Added to what was readdressed before. */
  readonly readdress?: Readdressing
  readonly fetchedAt?: number
  /** Takes `fetchedAt` away, instead of setting it: the fetch broke after its mark. */
  readonly unfetched?: true
  readonly acknowledgedAt?: number
  /** From now on it is no longer listed. */
  readonly archivedAt?: number
  /** Takes its body away; of an archived message alone. What becomes of the octets: `scrub`, `unneededBlobs`. */
  readonly contentPurgedAt?: number
}

/** Takes a message out of the log, all but what it leaves. Its content must be purged. */
export interface EntryPurge {
  readonly receiptId: ReceiptId
  /** The change is refused as a conflict unless the message is at this version. */
  readonly expectVersion: number
  /** By which its ids are known again: see `PurgedEntry`. */
  readonly identity: string
}

/** What a purged message leaves (shs-protocol.md 5): its tx.id is taken for ever. */
export interface PurgedEntry {
  readonly receiptId: ReceiptId
  readonly txId: string
  readonly arrivedAt: number
  /** A hash of its other ids; made and compared by exchange/lifecycle/identity.ts, and nothing to the log. */
  readonly identity: string
}

/** Puts less in the place of what an attempt holds. */
export interface AttemptPurge {
  readonly attemptId: ReceiptId
  readonly facts: AttemptFacts
}

/** A refusal to a caller who is known: no message is kept, the attempt is. */
export interface Attempt {
  readonly attemptId: ReceiptId
  readonly channel: Channel
  readonly caller: string
  readonly at: number
  readonly code: string
  /** What was said to the caller, and what is known of the file; may hold names, can be purged. */
  readonly facts: AttemptFacts
}

export interface AttemptFacts {
  /** The side of the caller's certificate: a test certificate sees attempts of the test side only. */
  readonly side: 'production' | 'test'
  readonly reason: Words
  readonly cure?: Words
  readonly txId?: string
  readonly from?: string
  readonly to?: string
  readonly product?: string
  readonly fileName?: string
}

export type AuditEvent =
  | 'received'
  | 'refused'
  | 'duplicate'
  | 'fetched'
  | 'returned'
  | 'acknowledged'
  | 'confirmed'
  | 'swept'
  | 'imported'
  /** Its receiver was found after it was taken in. */
  | 'routed'
  | 'split'
  | 'queued'
  | 'held'
  /** What held it is over. */
  | 'released'
  /** It is in a mailbox here. */
  | 'delivered'
  /** A delivery failed, and will be tried again. */
  | 'tried'
  /** The other node has it. */
  | 'sent'
  | 'quarantined'
  | 'cancelled'
  /** An operator sends it again. */
  | 'resent'
  /** A synchronous request was answered. */
  | 'answered'
  | 'archived'
  | 'contentPurged'
  | 'entryPurged'
  | 'published'
  /** An agreement that both sides have takes effect, or one side has said no. */
  | 'agreed'
  | 'declined'

/** One business event, ready to be written: its canonical octets and their RFC 9162 leaf hash are made by exchange/audit. */
export interface AuditRow {
  /** The message or attempt it tells of; absent for events of the node itself. */
  readonly subject?: ReceiptId
  readonly event: AuditEvent
  readonly at: number
  readonly canonical: Uint8Array
  readonly leaf: Uint8Array
  /** Names, texts and other things that may be purged; never part of the canonical octets. */
  readonly detail?: AuditDetail
}

export interface AuditDetail {
  readonly actor?: string
  readonly code?: string
  readonly text?: Words
  readonly user?: string
}

/** An audit row as it is read back. `number` counts from 0 without gaps and is given behind the commit. */
export interface NumberedAuditRow extends AuditRow {
  readonly number: number
}

/** One business event's writes: all of them or none. */
export interface Change {
  readonly insert?: readonly NewMessage[]
  readonly update?: readonly MessageUpdate[]
  readonly attempt?: Attempt
  /** Transfers to remember for the peaks of the agreements that have them. */
  readonly passed?: readonly PassedTransfer[]
  /** The details of their audit rows go with them. */
  readonly purge?: readonly EntryPurge[]
  /** The details of their audit rows go too. */
  readonly purgeAttempt?: readonly AttemptPurge[]
  /** Blobs of `unneededBlobs` that are removed. */
  readonly removedBlobs?: readonly string[]
  readonly audit: readonly AuditRow[]
}

/** A message that was let through under an agreement with a peak. */
export interface PassedTransfer {
  readonly agreement: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly bytes: number
}

/** Which messages to do something with now. */
export interface DueQuery {
  readonly now: number
  readonly limit: number
  /** Destinations that can take no more this moment; messages without a destination are always looked at. */
  readonly exceptDestinations: readonly string[]
  /** Only those for this one. */
  readonly destination?: string
  /** Messages that are in somebody's hands. */
  readonly except: readonly ReceiptId[]
}

/** The states in which a message waits for an hour, for a directory or for a person. */
export type StandingState = Extract<MessageState, 'new' | 'queued' | 'held' | 'quarantined'>

/** Which messages to show of a state, archived ones left out. */
export interface StandingQuery {
  readonly state: StandingState
  /** Only those behind the page that ended here. */
  readonly after?: PageMark
  readonly limit: number
}

/** Where a page ended, in the log's own terms. */
export interface PageMark {
  readonly since: number
  readonly place: number
}

export interface StandingPage {
  readonly messages: readonly MessageRecord[]
  /** By which the next page is asked for; absent: this was the last. */
  readonly next?: PageMark
}

/** The ids that tie a confirm or error message to the message it speaks of (shs-protocol.md 8). */
export interface ExchangeIds {
  readonly corrId: string
  readonly contentId: string
  /** Only those that go to this organisation: copies for hundreds bear the same ids. */
  readonly destination?: string
}

/** The steps by which messages age, each from the one before. */
export type AgingStep = 'archive' | 'purgeContent' | 'purgeEntry'

/**
 * Which messages to age by a step: those at the step before it that arrived before a time. To be archived a message must
 * be at its end: received and acknowledged; sent, and acknowledged or adm; cancelled; split, with every copy archived.
 */
export interface AgingQuery {
  readonly step: AgingStep
  readonly arrivedBefore: number
  /**
   * With the step `archive`: those that arrived before this go too when they are received or sent and not acknowledged,
   * or quarantined. Absent: none of these.
   */
  readonly unacknowledgedBefore?: number
  /** Messages that are left for another time. */
  readonly except: readonly ReceiptId[]
  readonly limit: number
}

/** Attempts whose facts are not purged yet, and that were made before a time. */
export interface AgingAttemptsQuery {
  readonly before: number
  readonly limit: number
}

/** What became of one change. Everything that is `done` would survive a power cut when the answer is given. */
export type Outcome =
  | { readonly kind: 'done' }
  /** A message to insert has a tx.id that is taken; `first` is the message that took it. */
  | { readonly kind: 'duplicate'; readonly first: MessageRecord }
  /** A message to insert has a tx.id that was taken by a message whose entry is purged. */
  | { readonly kind: 'purgedDuplicate'; readonly first: PurgedEntry }
  /** A message to update is not at the expected version, or not there. */
  | { readonly kind: 'conflict'; readonly current: MessageRecord | undefined }

export type SortAttribute =
  | 'originator'
  | 'from'
  | 'endrecipient'
  | 'producttype'
  | 'subject'
  | 'contentid'
  | 'corrid'
  | 'sequencetype'
  | 'transfertype'
  | { readonly meta: string }

/** Which messages of one mailbox to list (shs-protocol.md 6). Every condition must hold; absent means any. */
export interface MailboxQuery {
  readonly mailbox: string
  readonly status: MessageStatus
  /**
   * What counts as waiting: `plain` leaves out what was fetched after `fetchedAfter` (its lease runs) and what is
   * acknowledged; `noack` leaves out only what is acknowledged.
   */
  readonly waiting: 'plain' | 'noack'
  /** Milliseconds since 1970: a fetch in (fetchedAfter, now] has a lease that runs. */
  readonly fetchedAfter: number
  readonly now: number
  /** Receipt ids that are being fetched this moment: never listed. */
  readonly except: readonly ReceiptId[]
  readonly products?: readonly string[] | undefined
  readonly originator?: string | undefined
  readonly endRecipient?: string | undefined
  readonly corrId?: string | undefined
  readonly contentId?: string | undefined
  readonly sequenceType?: SequenceType | undefined
  readonly metaName?: string | undefined
  readonly metaValue?: string | undefined
  /** Pairs that must all be there, from `meta-NAME=value`. */
  readonly meta?: readonly { readonly name: string; readonly value: string }[] | undefined
  /** Arrived at or after, milliseconds since 1970. */
  readonly since?: number | undefined
  readonly maxHits: number
  readonly sort?: { readonly by: SortAttribute; readonly descending: boolean } | undefined
  readonly newestFirst?: boolean | undefined
}

/** The node's ledger: messages, attempts and the audit trail behind them, written together. */
export interface MessageLog {
  /**
   * Writes each change whole or not at all and answers each by itself, in order. Changes of callers that wait
   * together may share one sync. Rejects with code `StorageUnavailable` where nothing was kept and the same may
   * succeed later; after any other rejection nobody knows until the log is opened again.
   */
  commit(changes: readonly Change[]): Promise<readonly Outcome[]>
  byTxId(txIds: readonly string[]): Promise<readonly (MessageRecord | undefined)[]>
  byReceiptId(ids: readonly ReceiptId[]): Promise<readonly (MessageRecord | undefined)[]>
  /** Messages whose entry is purged, by their tx.id. */
  purgedByTxId(txIds: readonly string[]): Promise<readonly (PurgedEntry | undefined)[]>
  purgedByReceiptId(ids: readonly ReceiptId[]): Promise<readonly (PurgedEntry | undefined)[]>
  attempts(ids: readonly ReceiptId[]): Promise<readonly (Attempt | undefined)[]>
  /** The raw contents of a message that lies in the log itself; undefined when it lies in the blob store or is purged. */
  rowBody(id: ReceiptId): Promise<Uint8Array | undefined>
  /** Matching messages in batches; memory does not grow with their number. */
  list(query: MailboxQuery): AsyncIterable<readonly MessageRecord[]>
  /** The events of one message or attempt, oldest first. */
  story(id: ReceiptId): Promise<readonly AuditRow[]>
  /** Messages whose `due` has come, the longest due first. */
  due(query: DueQuery): Promise<readonly MessageRecord[]>
  /** The earliest `due` of all, but for `exceptDestinations`; undefined where nothing waits for its time. */
  nextDue(query: Pick<DueQuery, 'exceptDestinations' | 'except'>): Promise<number | undefined>
  /** Messages of a state, those that came to it first before the others. It costs what is given, not what is there. */
  byState(query: StandingQuery): Promise<StandingPage>
  /** The messages with a `handling` that bear these ids, adm messages left out; for each pair at most 100. */
  byExchange(ids: readonly ExchangeIds[]): Promise<readonly (readonly MessageRecord[])[]>
  /** The copies that a message was split into, in the order they were made. */
  copies(id: ReceiptId): Promise<readonly MessageRecord[]>
  /** What passed under an agreement at `since` or later, oldest first. */
  passed(agreement: string, since: number): Promise<readonly PassedTransfer[]>
  /** Which of these blobs does a message need? */
  blobsInUse(ids: readonly string[]): Promise<readonly boolean[]>
  /**
   * Messages, the oldest first, that age by a step now. What it costs does not grow with the number of messages, but with
   * those that are given, left out, or stand before them: unacknowledged ones by the number of mailboxes.
   */
  aging(query: AgingQuery): Promise<readonly MessageRecord[]>
  agingAttempts(query: AgingAttemptsQuery): Promise<readonly Attempt[]>
  /** Blobs that a purge of content has let go of, and that no message needs; until `removedBlobs` says that they are gone. */
  unneededBlobs(limit: number): Promise<readonly string[]>
  /**
   * Removes for good what purges have let go of in the log's own files: once it resolves, none of those octets is read
   * from a file of the log again. What a crash or an error left over is done by the next call.
   */
  scrub(): Promise<void>
  /** Forgets transfers that passed before a time, a bounded number at once; returns how many, 0 where none is left. */
  forgetPassed(before: number): Promise<number>
  /** Gives the rows committed since the last call their numbers; returns how many rows are numbered in all. */
  numberAudit(): Promise<number>
  /** Numbered audit rows from `from` on, in batches. */
  audit(from: number): AsyncIterable<readonly NumberedAuditRow[]>
  /** Counts for the metrics page: messages in all, waiting (not acknowledged) and the oldest of these. */
  totals(): Promise<LogTotals>
}

export interface LogTotals {
  readonly messages: number
  readonly waiting: number
  readonly oldestWaitingAt?: number
  /** Not at their end yet: new, queued or held. */
  readonly queued: number
  readonly oldestQueuedAt?: number
  /** In quarantine and not archived. */
  readonly quarantined: number
  readonly auditRows: number
}
