import type { DatabaseSync } from 'node:sqlite'
import { int } from './rows.ts'

/** Mailbox addresses as small numbers: many rows begin with one. */
export class Addresses {
  readonly #ids = new Map<string, number>()
  #fresh: string[] = []
  readonly #find
  readonly #insert

  constructor(database: DatabaseSync) {
    this.#find = database.prepare('SELECT id FROM address WHERE text = ?')
    this.#insert = database.prepare('INSERT INTO address (text) VALUES (?)')
  }

  /** The number of an address, which is written into the open transaction when it is new. */
  idOf(address: string): number {
    const known = this.#ids.get(address)
    if (known !== undefined) return known
    const row = this.#find.get(address)
    const id = row === undefined ? Number(this.#insert.run(address).lastInsertRowid) : int(row, 'id')
    this.#ids.set(address, id)
    this.#fresh.push(address)
    return id
  }

  kept(): void {
    this.#fresh = []
  }

  undone(): void {
    for (const address of this.#fresh) this.#ids.delete(address)
    this.#fresh = []
  }
}
