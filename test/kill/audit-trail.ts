import type { ClientLedger } from './ledger.ts'
import { type Canonical, StoreFile } from './store-file.ts'

/** What the audit trail tells of one tx.id. */
interface Told {
  received: number
  fetched: number
  /** Fetches that broke off at their very end and were taken back. */
  returned: number
  acknowledged: number
  confirmed: number
  duplicate: number
  subject: string
  sha256: string
}

/**
 * Reads the node's audit trail from its database, beside the node or without it, and holds it against what the
 * clients know: numbers without gaps, leaves that fit, and the same story.
 */
export class AuditTrail {
  readonly #store: StoreFile
  readonly #told = new Map<string, Told>()
  readonly #attempts = new Set<string>()
  #rows = 0

  constructor(dataDir: string) {
    this.#store = new StoreFile(dataDir)
  }

  get rows(): number {
    return this.#rows
  }

  /** Reads the rows that have come since the last call. */
  read(ledger: ClientLedger): void {
    for (const { number, row } of this.#store.auditRows(this.#rows, ledger)) {
      this.#rows = number
      this.#enter(ledger, row)
    }
  }

  #enter(ledger: ClientLedger, row: Canonical): void {
    const { event, txId = '', subject = '' } = row
    if (event === 'refused') {
      this.#attempts.add(subject)
      ledger.expect(
        txId === '' || ledger.refusable.has(txId),
        `${txId}: the audit trail says refused, of a good message`,
      )
      return
    }
    if (event === 'swept' || event === 'imported') return
    const told = this.#told.get(txId) ?? newStory()
    this.#told.set(txId, told)
    switch (event) {
      case 'received':
        told.received++
        told.subject = subject
        told.sha256 = (row.sha256 ?? []).join(' ')
        if (row.product === 'confirm') this.#confirm(ledger, txId, row)
        break
      case 'fetched':
      case 'returned':
      case 'acknowledged':
      case 'confirmed':
      case 'duplicate':
        told[event]++
        break
      default:
        ledger.violation(`${txId}: the audit trail tells of "${event}"`)
    }
  }

  #confirm(ledger: ClientLedger, txId: string, { corrId = '' }: Canonical): void {
    const about = ledger.byCorrId.get(corrId)
    if (about === undefined)
      ledger.violation(`${txId}: the audit trail has a confirm of nothing that was sent`)
    else about.confirms.add(txId)
  }

  /** Holds the whole story, of every round so far, against the clients' ledger; the node must be at rest. */
  compare(ledger: ClientLedger): void {
    for (const message of ledger.byTxId.values()) {
      const told = this.#told.get(message.txId) ?? newStory()
      const is = (name: string, said: number, least: number, most: number): void =>
        ledger.expect(
          said >= least && said <= most,
          `${message.txId}: the audit trail says ${name} ${said} times, the clients ${least} to ${most}`,
        )
      const there = message.state === 'accepted' ? 1 : 0
      is('received', told.received, there, there)
      is('fetched', told.fetched, message.fetchesSeen, message.fetchesTried)
      ledger.expect(
        told.returned <= told.fetched - message.fetchesSeen,
        `${message.txId}: the audit trail takes back a fetch that a client has whole`,
      )
      const acknowledged = message.ackSeenAt === undefined ? 0 : 1
      is('acknowledged', told.acknowledged, acknowledged, Math.min(1, message.acksTried))
      is('confirmed', told.confirmed, told.acknowledged, told.acknowledged)
      is('duplicate', told.duplicate, message.duplicatesSeen, message.resent)
      ledger.expect(
        message.confirms.size === told.acknowledged,
        `${message.txId}: ${message.confirms.size} confirms, ${told.acknowledged} acknowledgements`,
      )
      if (there === 0) continue
      ledger.expect(
        told.subject === message.receiptId?.replaceAll('-', ''),
        `${message.txId}: the audit trail's subject is ${told.subject}`,
      )
      const hashes = message.parts.map((part) => part.sha256).join(' ')
      ledger.expect(told.sha256 === hashes, `${message.txId}: the audit trail says sha256 ${told.sha256}`)
    }
    for (const txId of this.#told.keys()) {
      const known = ledger.byTxId.has(txId) || this.#isConfirm(ledger, txId)
      ledger.expect(known, `${txId}: the audit trail tells of it, and nobody sent it`)
    }
    for (const attempt of ledger.attempts) {
      ledger.expect(
        this.#attempts.has(attempt.replaceAll('-', '')),
        `attempt ${attempt}: answered, and not in the audit trail`,
      )
    }
  }

  #isConfirm(ledger: ClientLedger, txId: string): boolean {
    this.#confirmIds ??= new Set()
    if (this.#confirmIds.has(txId)) return true
    for (const message of ledger.byTxId.values())
      for (const confirm of message.confirms) this.#confirmIds.add(confirm)
    return this.#confirmIds.has(txId)
  }
  #confirmIds: Set<string> | undefined
}

function newStory(): Told {
  return {
    received: 0,
    fetched: 0,
    returned: 0,
    acknowledged: 0,
    confirmed: 0,
    duplicate: 0,
    subject: '',
    sha256: '',
  }
}
