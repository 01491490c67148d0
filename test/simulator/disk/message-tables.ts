import type {
  Attempt,
  AuditRow,
  MessageRecord,
  PassedTransfer,
  PurgedEntry,
  ReceiptId,
} from '../../../src/exchange/ports/message-log.ts'
import type { RegistryRow } from '../../../src/exchange/ports/registry.ts'
import { DurableList, DurableMap, type UndoLog } from './undo-log.ts'

/** A message as it lies in the tables. Rows are replaced, never changed. */
export interface MessageRow {
  /** Counts up in the order in which messages were taken in. */
  readonly seq: number
  readonly record: MessageRecord
  /** The contents of a message that lies in the log itself. */
  readonly body: Uint8Array | undefined
  /** About how many octets its label takes. */
  readonly labelBytes: number
}

/** The tables of one node's store, with the indexes that its questions need. */
export class MessageTables {
  readonly messages: DurableMap<ReceiptId, MessageRow>
  readonly byTxId: DurableMap<string, ReceiptId>
  /** How many messages need a blob, by its id. */
  readonly byBlob: DurableMap<string, number>
  /** Blobs that a purge has let go of. */
  readonly unneeded: DurableMap<string, true>
  readonly purged: DurableMap<ReceiptId, PurgedEntry>
  readonly purgedByTxId: DurableMap<string, PurgedEntry>
  /** Messages and attempts whose audit rows have lost their details. */
  readonly withoutDetails: DurableMap<ReceiptId, true>
  readonly attempts: DurableMap<ReceiptId, Attempt>
  readonly audit: DurableList<AuditRow>
  readonly registry: DurableMap<string, RegistryRow>
  readonly #undo: UndoLog
  readonly #waiting = new Map<string, DurableMap<number, ReceiptId>>()
  readonly #exchanges = new Map<string, DurableList<ReceiptId>>()
  readonly #copies = new Map<ReceiptId, DurableList<ReceiptId>>()
  readonly #stories = new Map<ReceiptId, DurableList<AuditRow>>()
  readonly #passed = new Map<string, DurableMap<number, PassedTransfer>>()
  readonly #due: DurableMap<ReceiptId, MessageRow>
  readonly #counts: DurableMap<'seq' | 'revision' | 'passed', number>

  constructor(undo: UndoLog) {
    this.#undo = undo
    this.messages = new DurableMap(undo)
    this.byTxId = new DurableMap(undo)
    this.byBlob = new DurableMap(undo)
    this.unneeded = new DurableMap(undo)
    this.purged = new DurableMap(undo)
    this.purgedByTxId = new DurableMap(undo)
    this.withoutDetails = new DurableMap(undo)
    this.attempts = new DurableMap(undo)
    this.audit = new DurableList(undo)
    this.registry = new DurableMap(undo)
    this.#due = new DurableMap(undo)
    this.#counts = new DurableMap(undo)
  }

  nextSeq(): number {
    return this.#next('seq')
  }

  #next(what: 'seq' | 'passed'): number {
    const next = (this.#counts.get(what) ?? 0) + 1
    this.#counts.set(what, next)
    return next
  }

  get revision(): number {
    return this.#counts.get('revision') ?? 0
  }

  advanceRevision(): void {
    this.#counts.set('revision', this.revision + 1)
  }

  /** Puts a row in place of the one before it, in every index. */
  put(row: MessageRow, before?: MessageRow): void {
    const { record, seq } = row
    const { receiptId } = record
    this.messages.set(receiptId, row)
    const [waited, waits] = [before && waitingIn(before.record), waitingIn(record)]
    if (waited !== undefined && waited !== waits) this.waitingIn(waited).delete(seq)
    if (waits !== undefined && waited !== waits) this.waitingIn(waits).set(seq, receiptId)
    if (record.handling?.due !== undefined) this.#due.set(receiptId, row)
    else this.#due.delete(receiptId)
    if (before === undefined) this.#index(record)
    else if (before.record.blobId !== record.blobId) this.#letGo(before.record.blobId)
  }

  /** Takes a message out of every index: what is left of it is its purged entry. */
  purge({ record, seq }: MessageRow, identity: string): void {
    const { receiptId, label, arrivedAt } = record
    const left = { receiptId, txId: label.txId, arrivedAt, identity }
    this.messages.delete(receiptId)
    this.byTxId.delete(label.txId)
    const waited = waitingIn(record)
    if (waited !== undefined) this.waitingIn(waited).delete(seq)
    this.#due.delete(receiptId)
    this.purged.set(receiptId, left)
    this.purgedByTxId.set(label.txId, left)
    this.withoutDetails.set(receiptId, true)
  }

  #letGo(blob: string | undefined): void {
    if (blob === undefined) return
    const left = (this.byBlob.get(blob) ?? 0) - 1
    if (left > 0) return this.byBlob.set(blob, left)
    this.byBlob.delete(blob)
    this.unneeded.set(blob, true)
  }

  /** Messages of a mailbox that are not acknowledged, by their sequence numbers. */
  waitingIn(mailbox: string): DurableMap<number, ReceiptId> {
    return madeAt(this.#waiting, mailbox, () => new DurableMap<number, ReceiptId>(this.#undo))
  }

  get mailboxes(): Iterable<DurableMap<number, ReceiptId>> {
    return this.#waiting.values()
  }

  /** Messages that have a `due`. */
  get due(): Iterable<MessageRow> {
    return this.#due.values()
  }

  bearing(corrId: string, contentId: string): readonly ReceiptId[] {
    return this.#exchanges.get(`${corrId}\n${contentId}`)?.all ?? []
  }

  copiesOf(id: ReceiptId): readonly ReceiptId[] {
    return this.#copies.get(id)?.all ?? []
  }

  storyOf(id: ReceiptId): readonly AuditRow[] {
    const rows = this.#stories.get(id)?.all ?? []
    return this.withoutDetails.has(id) ? rows.map(withoutDetail) : rows
  }

  passedUnder(agreement: string): readonly PassedTransfer[] {
    return [...(this.#passed.get(agreement)?.values() ?? [])]
  }

  addPassed(transfer: PassedTransfer): void {
    madeAt(this.#passed, transfer.agreement, () => new DurableMap<number, PassedTransfer>(this.#undo)).set(
      this.#next('passed'),
      transfer,
    )
  }

  /** Forgets what passed before a time; returns how many. */
  forgetPassed(before: number): number {
    let forgotten = 0
    for (const transfers of this.#passed.values()) {
      for (const [key, { at }] of transfers.entries()) {
        if (at >= before) continue
        transfers.delete(key)
        forgotten += 1
      }
    }
    return forgotten
  }

  addAudit(row: AuditRow): void {
    this.audit.push(row)
    if (row.subject === undefined) return
    madeAt(this.#stories, row.subject, () => new DurableList<AuditRow>(this.#undo)).push(row)
  }

  #index({ receiptId, label, blobId, handling }: MessageRecord): void {
    this.byTxId.set(label.txId, receiptId)
    if (blobId !== undefined) this.byBlob.set(blobId, (this.byBlob.get(blobId) ?? 0) + 1)
    const exchange = `${label.corrId}\n${label.content.contentId}`
    madeAt(this.#exchanges, exchange, () => new DurableList<ReceiptId>(this.#undo)).push(receiptId)
    if (handling?.splitOf === undefined) return
    madeAt(this.#copies, handling.splitOf, () => new DurableList<ReceiptId>(this.#undo)).push(receiptId)
  }
}

/** The mailbox in which a message waits: the one that holds it, until it is acknowledged or archived. */
function waitingIn({ mailbox, acknowledgedAt, archivedAt }: MessageRecord): string | undefined {
  return acknowledgedAt === undefined && archivedAt === undefined ? mailbox : undefined
}

function withoutDetail({ subject, event, at, canonical, leaf }: AuditRow): AuditRow {
  return { event, at, canonical, leaf, ...(subject === undefined ? {} : { subject }) }
}

function madeAt<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
