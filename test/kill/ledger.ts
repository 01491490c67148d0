import { createHash } from 'node:crypto'
import { Findings } from './findings.ts'

/** What a data part must look like when it comes back. */
export interface ExpectedPart {
  /** SHA-256 of the octets as they travel, lower-case hex. */
  readonly rawSha256: string
  /** SHA-256 and size of the file, before any transfer encoding. */
  readonly sha256: string
  readonly bytes: number
}

/** A message as its sender remembers it. Counts are of calls; "seen" means that the whole answer came. */
export interface Sent {
  readonly txId: string
  readonly corrId: string
  readonly contentId: string
  readonly round: number
  /** Place of its sender among the employers. */
  readonly sender: number
  readonly from: string
  readonly parts: readonly ExpectedPart[]
  /** A bad one must never be there. */
  readonly good: boolean
  /** Dropped when the message is settled. */
  octets: Buffer | undefined
  /** `lost`: no answer came. */
  state: 'underway' | 'accepted' | 'refused' | 'lost'
  /** With hyphens, as the 202 gave it. */
  receiptId: string | undefined
  arrivalDate: string | undefined
  resent: number
  duplicatesSeen: number
  fetchesTried: number
  fetchesSeen: number
  acksTried: number
  /** When the first OK of an ack was seen, in the ledger's own time. */
  ackSeenAt: number | undefined
  /** tx.ids of the confirm messages for it. */
  readonly confirms: Set<string>
}

export interface LedgerCounts {
  sent: number
  accepted: number
  refused: number
  lost: number
  duplicates: number
  fetched: number
  acknowledged: number
}

/** Everything that the clients know, across all rounds; what the node's own ledger is held against. */
export class ClientLedger extends Findings {
  readonly byTxId = new Map<string, Sent>()
  readonly byCorrId = new Map<string, Sent>()
  /** Attempt ids that refusals gave. */
  readonly attempts = new Set<string>()
  /** tx.ids of which some attempt was to be refused. */
  readonly refusable = new Set<string>()
  readonly counts: LedgerCounts = {
    sent: 0,
    accepted: 0,
    refused: 0,
    lost: 0,
    duplicates: 0,
    fetched: 0,
    acknowledged: 0,
  }
  #time = 0

  /** A moment of the ledger's own time: later ones are larger. */
  tick(): number {
    return ++this.#time
  }

  add(message: Sent): void {
    this.byTxId.set(message.txId, message)
    this.byCorrId.set(message.corrId, message)
    this.counts.sent++
    if (!message.good) this.refusable.add(message.txId)
  }

  accepted(message: Sent, receiptId: string, arrivalDate: string): void {
    if (message.state === 'accepted') {
      this.expect(
        message.receiptId === receiptId,
        `${message.txId}: its receipt was ${message.receiptId}, then ${receiptId}`,
      )
      this.expect(
        message.arrivalDate === arrivalDate,
        `${message.txId}: it arrived ${message.arrivalDate}, then ${arrivalDate}`,
      )
      return
    }
    message.state = 'accepted'
    message.receiptId = receiptId
    message.arrivalDate = arrivalDate
    this.counts.accepted++
  }

  refused(message: Sent | undefined, attemptId: string | undefined): void {
    if (message !== undefined) message.state = 'refused'
    this.counts.refused++
    if (attemptId !== undefined) this.attempts.add(attemptId)
  }

  lost(message: Sent): void {
    if (message.state !== 'underway') return
    message.state = 'lost'
    this.counts.lost++
  }

  fetched(message: Sent): void {
    message.fetchesSeen++
    this.counts.fetched++
  }

  acknowledged(message: Sent): void {
    if (message.ackSeenAt !== undefined) return
    message.ackSeenAt = this.tick()
    this.counts.acknowledged++
  }
}

export function sha256(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex')
}
