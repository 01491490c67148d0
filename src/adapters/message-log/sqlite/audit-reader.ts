import type { DatabaseSync } from 'node:sqlite'
import { int, octets, optionalText, type Row } from './rows.ts'
import type { AuditRowWire } from './wire.ts'

/** Audit rows read at a time. */
const batchRows = 500

/** Reads numbered audit rows from a number on, a batch at a time. */
export function auditReader(database: DatabaseSync): (from: number) => readonly AuditRowWire[] {
  const rows = database.prepare(`
    SELECT id, receipt, event, at, canonical, leaf, detail FROM audit WHERE id > ? ORDER BY id LIMIT ${batchRows}`)
  return (from) => rows.all(from).map(auditRowOf)
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
