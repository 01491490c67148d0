import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Findings } from './findings.ts'

/** The canonical octets of an audit row, read. */
export interface Canonical {
  readonly event: string
  readonly subject?: string
  readonly txId?: string
  readonly corrId?: string
  readonly from?: string
  readonly to?: string
  readonly sha256?: readonly string[]
  readonly product?: string
  readonly code?: string
}

/** An audit row with its number; they count from 1. */
export interface NumberedRow {
  readonly number: number
  readonly row: Canonical
}

/** A node's database, read beside the node or without it. */
export class StoreFile {
  readonly #file: string

  constructor(dataDir: string) {
    this.#file = join(dataDir, 'kvittens.db')
  }

  /** The audit rows behind the first `known`; numbers with gaps and leaves that do not fit are findings. */
  *auditRows(known: number, findings: Findings): Generator<NumberedRow> {
    using database = opened(this.#file)
    const rows = database.handle.prepare('SELECT id, canonical, leaf FROM audit WHERE id > ? ORDER BY id')
    let number = known
    for (const { id, canonical, leaf } of rows.iterate(known)) {
      number++
      if (id !== number) {
        findings.violation(`the audit trail has ${String(id)} where ${number} should be`)
        number = Number(id)
      }
      if (!(canonical instanceof Uint8Array) || !(leaf instanceof Uint8Array)) {
        findings.violation(`audit row ${String(id)} holds no octets`)
        continue
      }
      const hash = createHash('sha256').update(Uint8Array.of(0)).update(canonical).digest()
      findings.expect(hash.equals(leaf), `audit row ${String(id)}: its leaf is not the hash of its octets`)
      yield { number, row: JSON.parse(Buffer.from(canonical).toString('latin1')) }
    }
  }

  /** The blobs that a message needs. */
  blobs(): ReadonlySet<string> {
    using database = opened(this.#file)
    const rows = database.handle.prepare('SELECT blob FROM message WHERE blob IS NOT NULL').all()
    return new Set(rows.map(({ blob }) => String(blob)))
  }

  /** Messages that have not come to their end in this node: new, queued or held. */
  onTheirWay(): number {
    using database = opened(this.#file)
    const [row] = database.handle
      .prepare('SELECT count(*) AS count FROM handling WHERE state IN (0, 1, 2)')
      .all()
    return Number(row?.['count'] ?? 0)
  }
}

function opened(file: string): Disposable & { readonly handle: DatabaseSync } {
  const handle = new DatabaseSync(file, { readOnly: true })
  return { handle, [Symbol.dispose]: () => handle.close() }
}
