import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

/** What a node's database shows to the bench: looking costs the node nothing. */
export class StoreView implements Disposable {
  readonly #database: DatabaseSync
  readonly #came: StatementSync
  readonly #acknowledged: StatementSync
  readonly #onTheirWay: StatementSync
  #last = 0

  constructor(dataDir: string) {
    this.#database = new DatabaseSync(join(dataDir, 'kvittens.db'), { readOnly: true })
    this.#came = this.#database.prepare(
      `SELECT message.seq AS seq, tx FROM message JOIN address ON address.id = mailbox
       WHERE message.seq > ? AND address.text = ? ORDER BY message.seq`,
    )
    this.#acknowledged = this.#database.prepare(
      'SELECT count(*) AS count FROM handling WHERE acknowledged IS NOT NULL',
    )
    this.#onTheirWay = this.#database.prepare(
      'SELECT count(*) AS count FROM handling WHERE state IN (0, 1, 2)',
    )
  }

  /** The tx.ids of what has come to a mailbox since the last call. */
  came(mailbox: string): readonly string[] {
    const rows = this.#came.all(this.#last, mailbox)
    this.#last = Number(rows.at(-1)?.['seq'] ?? this.#last)
    return rows.map(({ tx }) => String(tx))
  }

  /** Messages to other nodes that are acknowledged there, and the confirm is here. */
  acknowledged(): number {
    return Number(this.#acknowledged.get()?.['count'])
  }

  /** New, queued or held. */
  onTheirWay(): number {
    return Number(this.#onTheirWay.get()?.['count'])
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }
}
