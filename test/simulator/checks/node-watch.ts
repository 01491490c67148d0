import type { Change, MessageRecord, Outcome } from '../../../src/exchange/ports/message-log.ts'
import type { MessageTables } from '../disk/message-tables.ts'
import type { Accounts } from './accounts.ts'
import { Violation } from './violation.ts'

/** What one node has promised, held against what lies on its disk: at each write, each answer and each crash. */
export class NodeWatch {
  readonly #node: string
  readonly #tables: MessageTables
  readonly #accounts: Accounts
  /** Receipt ids that a 202 has named. */
  readonly #promised = new Set<string>()
  /** tx.ids whose acknowledgement was answered. */
  readonly #acknowledged = new Set<string>()
  readonly #inMailbox = new Map<string, string>()
  readonly #confirmed = new Map<string, string>()
  readonly #marked = new Set<string>()
  readonly #files = new Set<string>()
  #streaming = new Set<string>()

  constructor(node: string, tables: MessageTables, accounts: Accounts) {
    this.#node = node
    this.#tables = tables
    this.#accounts = accounts
  }

  accepted(receiptId: string, txId: string): void {
    const record = this.#tables.messages.get(receiptId)?.record
    if (record?.label.txId !== txId)
      this.#violate('durable before acknowledged', `202 for ${txId}, not stored`)
    this.#promised.add(receiptId)
  }

  acknowledged(txId: string): void {
    this.#acknowledged.add(txId)
    if (this.#isAcknowledged(txId)) return
    this.#violate('durable before acknowledged', `200 for the ack of ${txId}, not stored`)
  }

  fetching(txId: string): Disposable {
    if (this.#streaming.has(txId)) this.#violate('fetched by one at a time', txId)
    const streaming = this.#streaming
    streaming.add(txId)
    return {
      [Symbol.dispose]() {
        streaming.delete(txId)
      },
    }
  }

  /** Whether a message with this file was taken in. */
  holds(sha256: string): boolean {
    return this.#files.has(sha256)
  }

  /** To be called with each change as it is written. */
  written(change: Change, outcome: Outcome): void {
    if (outcome.kind !== 'done') return
    for (const { receiptId, parts } of change.insert ?? []) {
      this.#look(receiptId)
      for (const { sha256 } of parts) this.#files.add(sha256)
    }
    for (const { receiptId, acknowledgedAt } of change.update ?? []) {
      this.#look(receiptId)
      if (acknowledgedAt === undefined) continue
      if (this.#marked.has(receiptId)) this.#violate('acknowledged once', receiptId)
      this.#marked.add(receiptId)
    }
  }

  /** To be called when what was not durable is gone. */
  crashed(): void {
    this.#streaming = new Set()
    this.keptAll()
  }

  /** Everything that was promised is there. */
  keptAll(): void {
    for (const receiptId of this.#promised) {
      if (!this.#tables.messages.has(receiptId)) this.#violate('every 202 is found', receiptId)
    }
    for (const txId of this.#acknowledged) {
      if (!this.#isAcknowledged(txId)) this.#violate('every acknowledgement is found', txId)
    }
  }

  #look(receiptId: string): void {
    const record = this.#tables.messages.get(receiptId)?.record
    if (record === undefined) return
    this.#hasNextTime(record)
    if (record.label.sequenceType === 'adm') this.#confirmsOnce(record)
    else this.#deliversOnce(record)
  }

  #hasNextTime({ receiptId, state, handling }: MessageRecord): void {
    if ((state === 'new' || state === 'queued') && handling?.due === undefined) {
      this.#violate('whatever is not final has its next time', `${receiptId} is ${state} without a due`)
    }
  }

  #confirmsOnce({ receiptId, channel, label }: MessageRecord): void {
    if (channel !== 'node' || label.product.id !== 'confirm') return
    const about = `${label.corrId} ${label.content.contentId} ${label.from?.address}`
    const first = this.#confirmed.get(about)
    if (first !== undefined && first !== receiptId) this.#violate('never two confirms', about)
    this.#confirmed.set(about, receiptId)
  }

  #deliversOnce({ receiptId, mailbox, parts }: MessageRecord): void {
    const file = parts[0]?.sha256
    if (mailbox === undefined || file === undefined) return
    const place = `${mailbox} ${file}`
    const first = this.#inMailbox.get(place)
    if (first !== undefined && first !== receiptId) {
      this.#violate('nothing twice', `${receiptId} brings to ${mailbox} what ${first} brought`)
    }
    this.#inMailbox.set(place, receiptId)
  }

  #isAcknowledged(txId: string): boolean {
    const id = this.#tables.byTxId.get(txId)
    return id !== undefined && this.#tables.messages.get(id)?.record.acknowledgedAt !== undefined
  }

  #violate(rule: string, detail: string): void {
    this.#accounts.violate(new Violation(rule, this.#node, detail))
  }
}
