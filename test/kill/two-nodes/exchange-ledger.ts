import { Findings } from '../findings.ts'
import type { ExpectedPart } from '../ledger.ts'
import { type Kind, type Way, waysOf } from './facts.ts'

/** What came of a message at one receiver, or was told of it. Counts are of calls. */
export interface Arrival extends Way {
  /** By which it was listed in the receiver's mailbox: one, however often it was sent. */
  readonly txIds: Set<string>
  fetchesSeen: number
  acksTried: number
  /** When the first OK of an ack was seen, in the ledger's own time. */
  ackSeenAt: number | undefined
  /** tx.ids of the confirm messages of the receiver, in the sender's mailbox. */
  readonly confirms: Set<string>
  /** tx.ids of the error messages about the receiver, in the sender's mailbox. */
  readonly errors: Set<string>
}

/** A message as its sender remembers it. */
export interface Exchanged {
  readonly kind: Kind
  readonly txId: string
  readonly corrId: string
  readonly contentId: string
  readonly from: string
  readonly parts: readonly ExpectedPart[]
  readonly arrivals: readonly Arrival[]
  /** Dropped when the message is settled. */
  octets: Buffer | undefined
  accepted: boolean
  /** With hyphens, as the 202 gave it. */
  receiptId: string | undefined
  /** Calls besides the first. */
  resent: number
  duplicatesSeen: number
  /** All came of it that was to come. */
  settled: boolean
}

export interface ExchangeCounts {
  sent: number
  accepted: number
  lost: number
  duplicates: number
  fetched: number
  acknowledged: number
  confirms: number
  errors: number
}

/** Everything that the clients of both nodes know; what the nodes' own ledgers are held against. */
export class ExchangeLedger extends Findings {
  readonly byTxId = new Map<string, Exchanged>()
  readonly byCorrId = new Map<string, Exchanged>()
  readonly counts: ExchangeCounts = {
    sent: 0,
    accepted: 0,
    lost: 0,
    duplicates: 0,
    fetched: 0,
    acknowledged: 0,
    confirms: 0,
    errors: 0,
  }
  /** Arrivals of accepted messages that nobody has acknowledged yet. */
  waiting = 0
  #time = 0

  /** A moment of the ledger's own time: later ones are larger. */
  tick(): number {
    return ++this.#time
  }

  add(message: Exchanged): void {
    this.byTxId.set(message.txId, message)
    this.byCorrId.set(message.corrId, message)
    this.counts.sent++
  }

  accepted(message: Exchanged, receiptId: string, duplicate: boolean): void {
    if (duplicate) {
      message.duplicatesSeen++
      this.counts.duplicates++
    }
    if (!message.accepted) {
      message.accepted = true
      message.receiptId = receiptId
      this.counts.accepted++
      this.waiting += message.arrivals.filter(({ fate, ackSeenAt }) => isFetched(fate, ackSeenAt)).length
    }
    this.expect(
      message.receiptId === receiptId,
      `${message.txId}: its receipt was ${message.receiptId}, then ${receiptId}`,
    )
  }

  acknowledged(message: Exchanged, arrival: Arrival): void {
    if (arrival.ackSeenAt !== undefined) return
    arrival.ackSeenAt = this.tick()
    this.counts.acknowledged++
    if (message.accepted) this.waiting--
  }

  unsettled(): readonly Exchanged[] {
    return [...this.byTxId.values()].filter(({ settled }) => !settled)
  }
}

function isFetched(fate: Way['fate'], ackSeenAt: number | undefined): boolean {
  return fate !== 'quarantined' && ackSeenAt === undefined
}

/** What is to come of a message, before anything has. */
export function arrivalsOf(kind: Kind): readonly Arrival[] {
  return waysOf[kind].map(arrivalBy)
}

function arrivalBy(way: Way): Arrival {
  return {
    ...way,
    txIds: new Set(),
    fetchesSeen: 0,
    acksTried: 0,
    ackSeenAt: undefined,
    confirms: new Set(),
    errors: new Set(),
  }
}
