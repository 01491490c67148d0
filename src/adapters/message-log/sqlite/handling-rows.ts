import type { DatabaseSync } from 'node:sqlite'
import { int, optionalInt, optionalText, type Row, text } from './rows.ts'
import type { HandlingWire, ListedWire, UpdateWire } from './change-wire.ts'

/** The columns of a message's handling, as message-reader.ts names them. */
export const handlingColumns = `
  h.seq IS NOT NULL AS handled, h.since, h.due, h.destination, h.attempts, h.fault, h.split_of, h.readdressed`

/** How a message is handled, of a row with `handlingColumns`; undefined where it came straight into a mailbox. */
export function handlingOf(row: Row): HandlingWire | undefined {
  if (int(row, 'handled') === 0) return undefined
  return [
    int(row, 'since'),
    optionalInt(row, 'due') ?? null,
    text(row, 'destination'),
    int(row, 'attempts'),
    optionalText(row, 'fault') ?? null,
    optionalText(row, 'split_of') ?? null,
  ]
}

/** Which message is handled, and where it stands. */
export interface HandledPlace {
  readonly seq: number
  readonly state: number
  readonly arrived: number
}

/** Writes how a new message is handled. */
export function handlingInserter(
  database: DatabaseSync,
): (place: HandledPlace, handling: HandlingWire, listed: ListedWire) => void {
  const insert = database.prepare(`
    INSERT INTO handling
      (seq, version, state, arrived, since, due, destination, attempts, fault, split_of, adm, corr_id, content_id)
    VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  return ({ seq, state, arrived }, [since, due, destination, attempts, fault, splitOf], listed) => {
    const [, sequenceType, , , , , , corrId, contentId] = listed
    const adm = sequenceType === 'adm' ? 1 : 0
    insert.run(seq, state, arrived, since, due, destination, attempts, fault, splitOf, adm, corrId, contentId)
  }
}

/** Writes what changed of a message that is handled, and counts its version up. */
export function handlingUpdater(database: DatabaseSync): (row: Row, seq: number, update: UpdateWire) => void {
  const change = database.prepare(`
    UPDATE handling SET since = ?, due = ?, destination = ?, attempts = ?, fault = ? WHERE seq = ?`)
  const count = database.prepare(`
    UPDATE handling
    SET version = version + 1, state = coalesce(?, state), readdressed = coalesce(?, readdressed), acknowledged = coalesce(?, acknowledged)
    WHERE seq = ?`)
  return (row, seq, { acknowledged, state, handling, readdress }) => {
    if (handling !== undefined) {
      const [since, due, destination, attempts, fault] = handling
      change.run(since, due, destination, attempts, fault, seq)
    }
    const readdressed = readdress === undefined ? null : merged(optionalText(row, 'readdressed'), readdress)
    count.run(state ?? null, readdressed, acknowledged ?? null, seq)
  }
}

function merged(before: string | undefined, more: string): string {
  if (before === undefined) return more
  const first: unknown = JSON.parse(before)
  const second: unknown = JSON.parse(more)
  return JSON.stringify(Object.assign({}, first, second))
}
