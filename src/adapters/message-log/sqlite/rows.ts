import type { SQLOutputValue } from 'node:sqlite'

/** A row as node:sqlite gives it. */
export type Row = Record<string, SQLOutputValue>

/** A column that holds a whole number. */
export function int(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw unexpected(column, value)
  return value
}

/** A column that holds a whole number or nothing. */
export function optionalInt(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : int(row, column)
}

/** A column that holds a text. */
export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw unexpected(column, value)
  return value
}

/** A column that holds a text or nothing. */
export function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column)
}

/** A column that holds octets. */
export function octets(row: Row, column: string): Uint8Array {
  const value = row[column]
  if (!(value instanceof Uint8Array)) throw unexpected(column, value)
  return value
}

/** The one row of a statement that always has one. */
export function only(row: Row | undefined): Row {
  if (row === undefined) throw new Error('the database answered no row where there is always one')
  return row
}

function unexpected(column: string, value: unknown): Error {
  return new Error(`the database holds a ${typeof value} in ${column}`)
}
