import type { DatabaseSync } from 'node:sqlite'
import { isContentPurged } from './aging-rows.ts'
import { receivedCode } from './codes.ts'
import { handlingColumns, handlingOf } from './handling-rows.ts'
import { int, optionalInt, optionalText, type Row, text } from './rows.ts'
import type { SegmentReader } from './segments.ts'
import type { PurgedWire, RecordWire } from './row-wire.ts'

const recordBySeq = `
  SELECT m.receipt, m.tx, m.channel, m.caller, address.text AS mailbox, m.mailbox AS mailbox_id, m.arrived, m.size, m.blob,
    m.segment, m.at, m.json_length,
    coalesce(w.version, k.version, h.version) AS version, coalesce(w.fetched, k.fetched) AS fetched,
    coalesce(k.acknowledged, h.acknowledged) AS acknowledged, w.seq IS NOT NULL AS waits, k.seq IS NOT NULL AS done,
    w.meta_names, coalesce(h.state, ${receivedCode}) AS state,
    p.archived, p.content_purged, ${handlingColumns}
  FROM message m
  JOIN address ON address.id = m.mailbox
  LEFT JOIN waiting w ON w.mailbox = m.mailbox AND w.seq = m.seq
  LEFT JOIN acknowledged k ON k.seq = m.seq
  LEFT JOIN handling h ON h.seq = m.seq
  LEFT JOIN past p ON p.seq = m.seq
  WHERE m.seq = ? AND m.identity IS NULL`

/** Reads whole messages by their sequence number, in either worker; one whose entry is purged is not there. */
export class MessageReader {
  readonly #segments: SegmentReader
  readonly #record
  readonly #purged

  constructor(database: DatabaseSync, segments: SegmentReader) {
    this.#segments = segments
    this.#record = database.prepare(recordBySeq)
    this.#purged = database.prepare(
      'SELECT receipt, tx, arrived, identity FROM message WHERE seq = ? AND identity IS NOT NULL',
    )
  }

  row(seq: number): Row | undefined {
    return this.#record.get(seq)
  }

  record(seq: number): RecordWire | undefined {
    const row = this.row(seq)
    return row && this.recordOf(row)
  }

  /** What is left of one whose entry is purged. */
  purged(seq: number): PurgedWire | undefined {
    const row = this.#purged.get(seq)
    return (
      row && {
        receipt: text(row, 'receipt'),
        tx: text(row, 'tx'),
        arrived: int(row, 'arrived'),
        identity: text(row, 'identity'),
      }
    )
  }

  recordOf(row: Row): RecordWire {
    return {
      receipt: text(row, 'receipt'),
      channel: int(row, 'channel'),
      caller: text(row, 'caller'),
      mailbox: text(row, 'mailbox'),
      arrived: int(row, 'arrived'),
      size: int(row, 'size'),
      blob: optionalText(row, 'blob'),
      version: int(row, 'version'),
      fetched: optionalInt(row, 'fetched'),
      acknowledged: optionalInt(row, 'acknowledged'),
      archived: optionalInt(row, 'archived'),
      contentPurged: optionalInt(row, 'content_purged'),
      state: int(row, 'state'),
      handling: handlingOf(row),
      readdressed: optionalText(row, 'readdressed'),
      json: this.#segments.read(placeOf(row), int(row, 'json_length')).toString('utf8'),
    }
  }

  /** The row body, or undefined when it lies in the blob store or is purged. */
  bodyOf(row: Row): Uint8Array | undefined {
    if (row['blob'] !== null || isContentPurged(row)) return undefined
    const place = placeOf(row)
    return this.#segments.read({ ...place, at: place.at + int(row, 'json_length') }, int(row, 'size'))
  }
}

function placeOf(row: Row): { segment: number; at: number } {
  return { segment: int(row, 'segment'), at: int(row, 'at') }
}
