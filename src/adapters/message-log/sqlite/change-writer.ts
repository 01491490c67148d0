import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { receivedCode } from './codes.ts'
import type { Addresses } from './addresses.ts'
import { ChangePurger } from './change-purger.ts'
import { auditInserter } from './insert-audit.ts'
import { messageInserter } from './insert-message.ts'
import type { Ledger } from './ledger.ts'
import type { MessageReader } from './message-reader.ts'
import type { PlacedChange } from './placed-change.ts'
import { int, type Row } from './rows.ts'
import type { Subjects } from './subjects.ts'
import { messageUpdater, refuseUnfit } from './update-message.ts'
import type { AttemptWire, AuditWire, ChangeWire, MessageWire, UpdateWire } from './change-wire.ts'
import type { OutcomeWire } from './writer-wire.ts'

/** What a change needs of the writer. */
export interface ChangeParts {
  readonly addresses: Addresses
  readonly subjects: Subjects
  readonly ledger: Ledger
  readonly messages: MessageReader
}

interface Target {
  readonly seq: number
  readonly row: Row
  readonly update: UpdateWire
}

/**
 * Writes changes into the open transaction. Everything that can refuse a change is looked at before its first write,
 * so a refused change leaves nothing; what throws after that undoes the whole transaction.
 */
export class ChangeWriter {
  readonly #parts: ChangeParts
  readonly #insertMessage
  readonly #updateMessage
  readonly #purger: ChangePurger
  readonly #insertAudit
  readonly #insertAttempt: StatementSync
  readonly #insertPassed: StatementSync

  constructor(database: DatabaseSync, parts: ChangeParts) {
    this.#parts = parts
    this.#insertMessage = messageInserter(database, parts.addresses, parts.subjects)
    this.#updateMessage = messageUpdater(database, parts.addresses, parts.messages)
    this.#insertPassed = database.prepare('INSERT INTO passed (agreement, at, bytes) VALUES (?, ?, ?)')
    this.#purger = new ChangePurger(database, parts)
    this.#insertAudit = auditInserter(database)
    this.#insertAttempt = database.prepare(`
      INSERT INTO attempt (seq, receipt, channel, caller, at, code, facts) VALUES (?, ?, ?, ?, ?, ?, ?)`)
  }

  /** `unplaced`: its content is in no segment, but the tx.id for which it was left out is free after all. */
  apply({ wire, place, side }: PlacedChange): OutcomeWire | 'unplaced' {
    const [inserts, updates, attempt] = wire
    refuseTwins(wire)
    for (const message of wire[0]) refuseMisplaced(message)
    const taken = this.#taken(inserts)
    if (taken !== undefined) return taken
    if (place === undefined) return 'unplaced'
    const targets: Target[] = []
    for (const update of updates) {
      const target = this.#target(update)
      if ('conflict' in target) return target
      targets.push(target)
    }
    const purge = wire[5] && this.#purger.targets(wire[5])
    if (purge !== null && 'conflict' in purge) return purge
    const known = this.#knownSubjects(wire)

    const seqs = new Map<string, number>()
    let { at } = place
    for (const message of inserts) {
      const seq = this.#parts.ledger.nextSeq()
      const waits = this.#insertMessage(seq, message, { segment: place.segment, at })
      this.#parts.ledger.messageAdded(waits)
      seqs.set(message[0], seq)
      at += message[6] + message[7]
    }
    for (const target of targets) {
      seqs.set(target.update.receipt, target.seq)
      this.#parts.ledger.waitingChanged(this.#updateMessage(target.row, target.seq, target.update))
    }
    if (purge !== null) {
      this.#purger.write(purge)
      for (const _ of purge.entries) this.#parts.ledger.messageRemoved()
    }
    if (attempt !== null) seqs.set(attempt[0], this.#writeAttempt(attempt))
    for (const [agreement, at, bytes] of wire[4]) this.#insertPassed.run(agreement, at, bytes)
    this.writeAudit(wire[3], side, (receipt) => seqs.get(receipt) ?? known.get(receipt))
    return 'done'
  }

  /** Writes audit rows; for the registry, whose changes are not messages. */
  writeAudit(
    rows: readonly AuditWire[],
    side: Uint8Array,
    seqOf: (receipt: string) => number | undefined = (receipt) => this.#parts.subjects.byReceipt(receipt),
  ): void {
    const subjects = rows.map(([receipt]) => (receipt === null ? null : (seqOf(receipt) ?? null)))
    this.#insertAudit(rows, side, subjects, () => this.#parts.ledger.nextAudit())
  }

  #taken(inserts: readonly MessageWire[]): OutcomeWire | undefined {
    for (const [receipt, tx] of inserts) {
      const first = this.#parts.subjects.messageByTx(tx)
      if (first !== undefined) return this.#duplicateOf(first)
      this.#refuseTaken(receipt)
    }
    return undefined
  }

  #duplicateOf(first: number): OutcomeWire {
    const { messages } = this.#parts
    const record = messages.record(first)
    if (record !== undefined) return { duplicate: record }
    const purged = messages.purged(first)
    if (purged === undefined) throw new Error('a tx.id leads to no message')
    return { purgedDuplicate: purged }
  }

  #target(update: UpdateWire): Target | { readonly conflict: OutcomeConflict } {
    const seq = this.#parts.subjects.messageByReceipt(update.receipt)
    const row = seq === undefined ? undefined : this.#parts.messages.row(seq)
    if (seq === undefined || row === undefined) return { conflict: undefined }
    if (int(row, 'version') !== update.expectVersion) return { conflict: this.#parts.messages.recordOf(row) }
    refuseUnfit(row, update)
    return { seq, row, update }
  }

  /** The subjects of audit rows that this change neither inserts nor updates. */
  #knownSubjects([inserts, updates, attempt, audit]: ChangeWire): ReadonlyMap<string, number> {
    const known = new Map<string, number>()
    if (attempt !== null) this.#refuseTaken(attempt[0])
    for (const [receipt] of audit) {
      if (receipt === null || receipt === attempt?.[0]) continue
      if (
        inserts.some((insert) => insert[0] === receipt) ||
        updates.some((update) => update.receipt === receipt)
      )
        continue
      const seq = this.#parts.subjects.byReceipt(receipt)
      if (seq === undefined) throw new Error(`an audit row speaks of ${receipt}, which is not in the log`)
      known.set(receipt, seq)
    }
    return known
  }

  #writeAttempt([receipt, channel, caller, at, code, facts]: AttemptWire): number {
    const seq = this.#parts.ledger.nextSeq()
    this.#insertAttempt.run(seq, receipt, channel, caller, at, code, facts)
    this.#parts.subjects.addAttempt(seq, receipt)
    return seq
  }

  #refuseTaken(receipt: string): void {
    if (this.#parts.subjects.isTaken(receipt)) throw new Error(`the receipt id ${receipt} is taken`)
  }
}

type OutcomeConflict = Extract<OutcomeWire, { readonly conflict: unknown }>['conflict']

/** A message that is received is in a mailbox and no other is; and how another is handled must be known. */
function refuseMisplaced([receipt, , , , mailbox, , , , , , , state, handling]: MessageWire): void {
  const isReceived = state === receivedCode
  if ((mailbox !== '') !== isReceived)
    throw new Error(`${receipt} is received without a mailbox, or the reverse`)
  if (!isReceived && handling === null) throw new Error(`${receipt} is in no mailbox and has no handling`)
}

/** A change that names one thing twice is a fault of the program: its halves could not both hold. */
function refuseTwins([inserts, updates, , , , purge]: ChangeWire): void {
  if (inserts.length > 1 && new Set(inserts.map((insert) => insert[1])).size < inserts.length) {
    throw new Error('a change inserts one tx.id twice')
  }
  if (updates.length > 1 && new Set(updates.map((update) => update.receipt)).size < updates.length) {
    throw new Error('a change updates one message twice')
  }
  if (purge === null) return
  const purged = new Set(purge.entries.map(([receipt]) => receipt))
  if (purged.size < purge.entries.length || updates.some(({ receipt }) => purged.has(receipt))) {
    throw new Error('a change does more with a message whose entry it purges')
  }
}
