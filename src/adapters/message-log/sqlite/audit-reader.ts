import type { DatabaseSync } from 'node:sqlite'
import { int, octets, only, optionalText, type Row } from './rows.ts'
import type { AuditRowWire } from './row-wire.ts'

/** Audit rows read at a time. */
const batchRows = 500

/** Reads numbered audit rows from a number on, a batch at a time. */
export function auditReader(database: DatabaseSync): (from: number) => readonly AuditRowWire[] {
  const rows = database.prepare(`
    SELECT id, receipt, event, at, canonical, leaf, detail FROM audit WHERE id > ? ORDER BY id LIMIT ${batchRows}`)
  return (from) => rows.all(from).map(auditRowOf)
}

/** Counts the audit rows by the number of the last, which costs the same however many there are. */
export function auditCounter(database: DatabaseSync): () => number {
  const last = database.prepare('SELECT coalesce(max(id), 0) AS last FROM audit')
  return () => int(only(last.get()), 'last')
}

/** An audit row as it crosses threads; its number counts from 0. */
export function auditRowOf(row: Row): AuditRowWire {
  return {
    number: int(row, 'id') - 1,
    receipt: optionalText(row, 'receipt'),
    event: int(row, 'event'),
    at: int(row, 'at'),
    canonical: octets(row, 'canonical'),
    leaf: octets(row, 'leaf'),
    detail: optionalText(row, 'detail'),
  }
}
