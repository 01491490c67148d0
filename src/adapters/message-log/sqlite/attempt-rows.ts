import { int, type Row, text } from './rows.ts'
import type { AttemptRowWire } from './row-wire.ts'

/** The columns of an attempt, as `attemptOfRow` reads them. */
export const attemptColumns = 'receipt, channel, caller, at, code, facts'

/** An attempt as it crosses threads, of a row with `attemptColumns`. */
export function attemptOfRow(row: Row): AttemptRowWire {
  return {
    receipt: text(row, 'receipt'),
    channel: int(row, 'channel'),
    caller: text(row, 'caller'),
    at: int(row, 'at'),
    code: text(row, 'code'),
    facts: text(row, 'facts'),
  }
}
