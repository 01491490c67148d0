import type { DatabaseSync } from 'node:sqlite'
import type { AuditWire } from './change-wire.ts'

/** Writes audit rows under the next numbers; `side` holds their octets one after the other. */
export function auditInserter(
  database: DatabaseSync,
): (
  rows: readonly AuditWire[],
  side: Uint8Array,
  subjects: readonly (number | null)[],
  nextId: () => number,
) => void {
  const insert = database.prepare(`
    INSERT INTO audit (id, subject, receipt, event, at, canonical, leaf, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  return (rows, side, subjects, nextId) => {
    let at = 0
    for (const [index, [receipt, event, when, canonicalLength, leafLength, detail]] of rows.entries()) {
      const leafAt = at + canonicalLength
      const end = leafAt + leafLength
      const canonical = side.subarray(at, leafAt)
      insert.run(
        nextId(),
        subjects[index] ?? null,
        receipt,
        event,
        when,
        canonical,
        side.subarray(leafAt, end),
        detail,
      )
      at = end
    }
  }
}
