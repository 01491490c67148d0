import type { DatabaseSync } from 'node:sqlite'
import type { ListedWire } from './change-wire.ts'

/** Where and when a message waits. */
export interface WaitingPlace {
  /** The number of its address. */
  readonly mailbox: number
  readonly seq: number
  readonly version: number
  readonly arrived: number
}

/** Writes the rows by which a message is listed in its mailbox. */
export function waitingInserter(database: DatabaseSync): (place: WaitingPlace, listed: ListedWire) => void {
  const waiting = database.prepare(`
    INSERT INTO waiting
      (mailbox, seq, version, arrived, status, sequence_type, transfer_type, product, from_address, originator,
       end_recipient, corr_id, content_id, subject, meta_names)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  // A name that comes twice keeps its first value: what SHS says of repeated names is left to the label.
  const meta = database.prepare(
    'INSERT OR IGNORE INTO waiting_meta (mailbox, name, seq, value) VALUES (?, ?, ?, ?)',
  )

  return ({ mailbox, seq, version, arrived }, listed) => {
    const [
      status,
      sequence,
      transfer,
      product,
      from,
      originator,
      endRecipient,
      corr,
      content,
      subject,
      pairs,
    ] = listed
    waiting.run(
      mailbox,
      seq,
      version,
      arrived,
      status,
      sequence,
      transfer,
      product,
      from,
      originator,
      endRecipient,
      corr,
      content,
      subject,
      pairs && JSON.stringify(pairs.filter((_, index) => index % 2 === 0)),
    )
    for (const [index, name] of pairs?.entries() ?? []) {
      if (index % 2 === 0) meta.run(mailbox, name, seq, pairs?.[index + 1] ?? '')
    }
  }
}
