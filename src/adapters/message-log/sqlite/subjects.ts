import type { DatabaseSync } from 'node:sqlite'
import { keyOf, type LateIndex } from './late-index.ts'
import { text } from './rows.ts'

/** Finds the sequence number behind a name of a message or an attempt. */
export class Subjects {
  readonly #late: LateIndex
  readonly #message
  readonly #attempt

  constructor(database: DatabaseSync, late: LateIndex) {
    this.#late = late
    this.#message = database.prepare('SELECT receipt, tx FROM message WHERE seq = ?')
    this.#attempt = database.prepare('SELECT receipt FROM attempt WHERE seq = ?')
  }

  messageByTx(tx: string): number | undefined {
    return this.#late.find(keyOf('tx', tx, this.#late.seed)).find((seq) => {
      const row = this.#message.get(seq)
      return row !== undefined && text(row, 'tx') === tx
    })
  }

  messageByReceipt(receipt: string): number | undefined {
    return this.#byReceipt(receipt).find((seq) => this.#isMessage(seq, receipt))
  }

  attemptByReceipt(receipt: string): number | undefined {
    return this.#byReceipt(receipt).find((seq) => this.#isAttempt(seq, receipt))
  }

  /** A message or an attempt. */
  byReceipt(receipt: string): number | undefined {
    return this.#byReceipt(receipt).find(
      (seq) => this.#isMessage(seq, receipt) || this.#isAttempt(seq, receipt),
    )
  }

  /**
   * Do the newest rows bear this receipt id already? Ids are 75 random bits, so they never meet by chance; this tells
   * of a broken source of randomness, at no cost to speak of.
   */
  isTaken(receipt: string): boolean {
    return this.#late
      .findYoung(keyOf('receipt', receipt, this.#late.seed))
      .some((seq) => this.#isMessage(seq, receipt) || this.#isAttempt(seq, receipt))
  }

  /** Makes the names of a new message findable. */
  addMessage(seq: number, receipt: string, tx: string): void {
    this.addAttempt(seq, receipt)
    this.#late.add(keyOf('tx', tx, this.#late.seed), seq)
  }

  addAttempt(seq: number, receipt: string): void {
    this.#late.add(keyOf('receipt', receipt, this.#late.seed), seq)
  }

  #byReceipt(receipt: string): readonly number[] {
    return this.#late.find(keyOf('receipt', receipt, this.#late.seed))
  }

  #isMessage(seq: number, receipt: string): boolean {
    const row = this.#message.get(seq)
    return row !== undefined && text(row, 'receipt') === receipt
  }

  #isAttempt(seq: number, receipt: string): boolean {
    const row = this.#attempt.get(seq)
    return row !== undefined && text(row, 'receipt') === receipt
  }
}
