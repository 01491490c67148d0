import type { Change, MessageRecord, Outcome } from '../../../src/exchange/ports/message-log.ts'
import type { MessageTables } from '../disk/message-tables.ts'
import type { Accounts } from './accounts.ts'
import { admProblems, type Touched } from './adm-checks.ts'
import { firstStates, mayBecome } from './state-checks.ts'
import { actorOf } from '../../../src/protocol/urn.ts'
import type { TimeOfDay } from '../machine/sim-clock.ts'
import { Violation } from './violation.ts'

/** What a watch knows of its node. */
export interface WatchParts {
  readonly ownActor: string
  readonly perDestination: number
  /** The longest that a message may wait for its next try, milliseconds. */
  readonly longestWait: number
  readonly timeOfDay: TimeOfDay
}

function isByOperator(receiptId: string, { audit }: Change): boolean {
  return audit.some(({ subject, detail }) => subject === receiptId && detail?.user !== undefined)
}

/** A confirm or error message may overtake what is read of its message. */
function mayGoOut(record: MessageRecord | undefined): boolean {
  if (record?.state === 'sent') return record.acknowledgedAt !== undefined
  return record?.state === 'queued' || record?.state === 'quarantined'
}

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
  readonly #handled = new Set<string>()
  /** By tx.id: where what goes out this moment goes to. */
  #underWay = new Map<string, string>()
  /** Each message as it was after the last change that touched it. */
  readonly #last = new Map<string, MessageRecord>()
  readonly #parts: WatchParts

  constructor(node: string, tables: MessageTables, accounts: Accounts, parts: WatchParts) {
    this.#node = node
    this.#parts = parts
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

  /** Whether an operator has held it or sent it again. */
  wasHandled(receiptId: string): boolean {
    return this.#handled.has(receiptId)
  }

  /** To be called with each change as it is written. */
  written(change: Change, outcome: Outcome): void {
    if (outcome.kind !== 'done') return
    const touched = this.#touchedBy(change)
    for (const one of touched) {
      const { before, after } = one
      if (before === undefined) for (const { sha256 } of after.parts) this.#files.add(sha256)
      this.#goesOn(one)
      this.#look(after)
      this.#hasOwner(after, change)
      if (isByOperator(after.receiptId, change)) this.#operated(after)
      this.#isNotGivenUpTooSoon(one)
      if (after.state === 'sent' && before?.state !== 'sent') this.#isThere(after)
      if (after.acknowledgedAt === undefined || before?.acknowledgedAt !== undefined) continue
      if (this.#marked.has(after.receiptId)) this.#violate('acknowledged once', after.receiptId)
      this.#marked.add(after.receiptId)
    }
    for (const [rule, detail] of admProblems(change, touched, this.#parts.ownActor, this.#accounts.facts)) {
      this.#violate(rule, detail)
    }
  }

  /** A message of the log goes out to another node; `head` holds its label. */
  delivering(head: Uint8Array): Disposable {
    const txId = /tx\.id="([^"]+)"/.exec(Buffer.from(head).toString('latin1'))?.[1] ?? ''
    const record = this.#tables.messages.get(this.#tables.byTxId.get(txId) ?? '')?.record
    const destination = record?.handling?.destination ?? ''
    const underWay = this.#underWay
    if (!mayGoOut(record)) this.#violate('only what is queued goes out', `${txId} is ${record?.state}`)
    if (underWay.has(txId)) this.#violate('in one hand at a time', `${txId} goes out twice at once`)
    underWay.set(txId, destination)
    const together = [...underWay.values()].filter((one) => one === destination).length
    if (together > this.#parts.perDestination) {
      this.#violate('no destination has more than its share', `${together} to ${destination}`)
    }
    return {
      [Symbol.dispose]() {
        underWay.delete(txId)
      },
    }
  }

  /** To be called when what was not durable is gone. */
  crashed(): void {
    this.#streaming = new Set()
    this.#underWay = new Map()
    for (const receiptId of this.#last.keys()) this.#remember(receiptId)
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

  #touchedBy(change: Change): readonly Touched[] {
    const ids = [...(change.insert ?? []), ...(change.update ?? [])].map(({ receiptId }) => receiptId)
    return ids.flatMap((receiptId) => {
      const before = this.#last.get(receiptId)
      const after = this.#remember(receiptId)
      return after === undefined ? [] : [{ before, after }]
    })
  }

  #remember(receiptId: string): MessageRecord | undefined {
    const record = this.#tables.messages.get(receiptId)?.record
    if (record === undefined) this.#last.delete(receiptId)
    else this.#last.set(receiptId, record)
    return record
  }

  #goesOn({ before, after }: Touched): void {
    const { receiptId, state } = after
    if (before === undefined) {
      if (!firstStates.has(state))
        this.#violate('states change as they may', `${receiptId} begins as ${state}`)
    } else if (!mayBecome(before.state, state)) {
      this.#violate('states change as they may', `${receiptId} was ${before.state} and is ${state}`)
    }
  }

  /** What is held without a time is an operator's, whose name stands in the story. */
  #hasOwner({ receiptId, state, handling }: MessageRecord, change: Change): void {
    if (state !== 'held' || handling?.due !== undefined || isByOperator(receiptId, change)) return
    this.#violate('whatever is not final has its next time', `${receiptId} is nobody's`)
  }

  #operated({ receiptId, label }: MessageRecord): void {
    this.#handled.add(receiptId)
    if (!this.#underWay.has(label.txId)) return
    this.#violate('in one hand at a time', `an operator changes ${receiptId}, which goes out`)
  }

  /** What could not be delivered was tried for its whole time, and not in vain where everybody is well. */
  #isNotGivenUpTooSoon({ before, after }: Touched): void {
    const { fault } = after.handling ?? {}
    if (before === undefined || after.state !== 'quarantined' || fault?.code !== 'MissingDeliveryExecution')
      return
    if (fault.words.en.startsWith("The receiver's")) return
    if (before.state === 'held') this.#violate('nothing is given up untried', after.receiptId)
    if (this.#accounts.facts.isWell(actorOf(after.label.to?.address ?? ''))) {
      this.#violate('nothing is given up while its receiver answers', after.receiptId)
    }
  }

  #isThere({ receiptId, label }: MessageRecord): void {
    if (this.#accounts.facts.isElsewhere(label.txId, this.#node)) return
    this.#violate('sent means that the other has it', `${receiptId} (${label.txId})`)
  }

  #look(record: MessageRecord): void {
    this.#hasNextTime(record)
    if (record.label.sequenceType === 'adm') this.#confirmsOnce(record)
    else this.#deliversOnce(record)
  }

  #hasNextTime({ receiptId, state, handling }: MessageRecord): void {
    const { timeOfDay, longestWait } = this.#parts
    const ahead = (handling?.due ?? 0) - timeOfDay.now()
    if ((state === 'new' || state === 'queued') && ahead > longestWait && timeOfDay.isSteady) {
      this.#violate('whatever is not final has its next time', `${receiptId} waits for ${ahead} ms`)
    }
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
