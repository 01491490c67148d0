import type { DatabaseSync } from 'node:sqlite'
import { int, only, text } from './rows.ts'
import { YoungKeys } from './young-keys.ts'

/*
 * One index for the two random names a message is looked up by: its tx.id and its receipt id. A B-tree of random keys costs a page each in every transaction (measured: 13 us of CPU a
 * message and index, the dearest part of accepting one). So the newest messages' keys live in memory, and are
 * written to the table `late` behind the commits, in passes: a pass takes all keys up to one seq, sorts them, and
 * each transaction carries a slice of them, which touches few pages. `ledger.indexed` says up to which seq the table is
 * complete; after a crash the keys of the rows behind it are made again from the rows themselves.
 *
 * Keys are 52-bit hashes, so a lookup gives candidates, which the caller proves against the row.
 */

/** What kind of name a key stands for. */
export type KeyKind = 'tx' | 'receipt'

/** Names of one message. */
const keysOfMessage = 2
/** A pass begins when this many keys are in memory; more for a large store, where keys lie further apart. */
const passKeysLeast = 48 * 1024
const passKeysMost = 384 * 1024
/** A pass puts this many keys into the table for each one that is added meanwhile, so that it comes to an end. */
const sliceFactor = 4
/** Rows of one INSERT. */
const rowsAtOnce = 16

interface Pass {
  /** Key and sequence number in turn, sorted by key. */
  readonly pairs: Float64Array
  readonly upTo: number
  /** Numbers of `pairs` before this one are in the table. */
  done: number
}

const kindSalt: Record<KeyKind, number> = { tx: 0x1b873593, receipt: 0x2545f491 }

/** Hashes a name to a key, salted so that nobody outside can make names that collide (cyrb53's mixing). */
export function keyOf(kind: KeyKind, name: string, seed: number): number {
  let high = 0xdeadbeef ^ seed
  let low = 0x41c6ce57 ^ seed ^ kindSalt[kind]
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (1048575 & low) + (high >>> 0)
}

/** The late index of the one writer. Between its first `add` or `carry` and `kept` or `undone` lies one transaction. */
export class LateIndex {
  readonly seed: number
  readonly #young = new YoungKeys()
  readonly #find
  readonly #insert
  readonly #insertMany
  readonly #setIndexed
  #indexed: number
  /** The newest row that is committed. */
  #newest: number
  #newestAdded: number
  #added = 0
  #pass: Pass | undefined
  #sliceEnd = 0

  constructor(database: DatabaseSync) {
    const ledger = only(database.prepare('SELECT indexed, key_seed FROM ledger').get())
    this.seed = int(ledger, 'key_seed')
    this.#indexed = int(ledger, 'indexed')
    this.#newest = this.#indexed
    this.#find = database.prepare('SELECT seq FROM late WHERE key = ?')
    this.#insert = database.prepare('INSERT OR IGNORE INTO late (key, seq) VALUES (?, ?)')
    this.#insertMany = database.prepare(
      `INSERT OR IGNORE INTO late (key, seq) VALUES ${Array(rowsAtOnce).fill('(?, ?)').join(', ')}`,
    )
    this.#setIndexed = database.prepare('UPDATE ledger SET indexed = ?')
    this.#readTail(database)
    this.#newestAdded = this.#newest
  }

  /** The keys that had not reached the table when the store was closed or died. */
  #readTail(database: DatabaseSync): void {
    const messages = database.prepare('SELECT seq, receipt, tx FROM message WHERE seq > ?')
    for (const row of messages.iterate(this.#indexed)) {
      const seq = int(row, 'seq')
      this.#newest = Math.max(this.#newest, seq)
      this.#young.add(keyOf('receipt', text(row, 'receipt'), this.seed), seq)
      this.#young.add(keyOf('tx', text(row, 'tx'), this.seed), seq)
    }
    const attempts = database.prepare('SELECT seq, receipt FROM attempt WHERE seq > ?')
    for (const row of attempts.iterate(this.#indexed)) {
      const seq = int(row, 'seq')
      this.#newest = Math.max(this.#newest, seq)
      this.#young.add(keyOf('receipt', text(row, 'receipt'), this.seed), seq)
    }
  }

  /** Sequence numbers of rows that may bear the name, oldest first. */
  find(key: number): readonly number[] {
    const young = this.#young.find(key)
    if (this.#indexed === 0 && this.#pass === undefined) return young
    const old = this.#find.all(key)
    if (old.length === 0) return young
    // While a pass runs, and after a crash in one, a key can be in both.
    return [...new Set(old.map((row) => int(row, 'seq')).concat(young))].sort((one, other) => one - other)
  }

  /** The same among the newest rows only, which costs next to nothing. */
  findYoung(key: number): readonly number[] {
    return this.#young.find(key)
  }

  add(key: number, seq: number): void {
    this.#young.add(key, seq)
    this.#newestAdded = seq
    this.#added++
  }

  /** Writes the next slice of a pass into the open transaction, and begins a pass when there is enough for one. */
  carry(): void {
    this.#pass ??= this.#beginPass()
    const pass = this.#pass
    if (pass === undefined) return
    this.#sliceEnd = Math.min(pass.pairs.length, pass.done + this.#added * sliceFactor * 2)
    let at = pass.done
    for (const many = rowsAtOnce * 2; at + many <= this.#sliceEnd; at += many) {
      this.#insertMany.run(...pass.pairs.subarray(at, at + many))
    }
    for (; at < this.#sliceEnd; at += 2) this.#insert.run(...pass.pairs.subarray(at, at + 2))
    if (this.#sliceEnd === pass.pairs.length) this.#setIndexed.run(pass.upTo)
  }

  #beginPass(): Pass | undefined {
    const enough = Math.min(passKeysMost, Math.max(passKeysLeast, (this.#indexed * keysOfMessage) / 64))
    if (this.#young.size < enough) return undefined
    return { pairs: this.#young.sortedUpTo(this.#newest), upTo: this.#newest, done: 0 }
  }

  /** The transaction is committed. */
  kept(): void {
    this.#newest = this.#newestAdded
    this.#added = 0
    const pass = this.#pass
    if (pass === undefined) return
    pass.done = this.#sliceEnd
    if (pass.done < pass.pairs.length) return
    this.#young.drop((seq) => seq <= pass.upTo)
    this.#indexed = pass.upTo
    this.#pass = undefined
    this.#sliceEnd = 0
  }

  /** The transaction is rolled back: nothing of it is in the table, and nothing may stay in memory. */
  undone(): void {
    if (this.#added > 0) this.#young.drop((seq) => seq > this.#newest)
    this.#newestAdded = this.#newest
    this.#added = 0
    this.#sliceEnd = this.#pass?.done ?? 0
  }
}
