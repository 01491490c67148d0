import type { DatabaseSync } from 'node:sqlite'
import type { Addresses } from './addresses.ts'
import type { Place } from './segments.ts'
import type { Subjects } from './subjects.ts'
import type { MessageWire } from './wire.ts'

/** Writes a new message's rows; its octets are in the segment already. */
export function messageInserter(
  database: DatabaseSync,
  addresses: Addresses,
  subjects: Subjects,
): (seq: number, message: MessageWire, place: Place) => void {
  const message = database.prepare(`
    INSERT INTO message
      (seq, receipt, tx, channel, caller, mailbox, arrived, size, blob, segment, at, json_length)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const waiting = database.prepare(`
    INSERT INTO waiting
      (mailbox, seq, version, arrived, status, sequence_type, transfer_type, product, from_address, originator,
       end_recipient, corr_id, content_id, subject, meta_names)
    VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  // A name that comes twice keeps its first value: what SHS says of repeated names is left to the label.
  const meta = database.prepare(
    'INSERT OR IGNORE INTO waiting_meta (mailbox, name, seq, value) VALUES (?, ?, ?, ?)',
  )

  return (seq, wire, place) => {
    const [receipt, tx, channel, caller, mailbox, arrived, jsonLength, , size, blob, ...listed] = wire
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
    const box = addresses.idOf(mailbox)
    const { segment, at } = place
    message.run(seq, receipt, tx, channel, caller, box, arrived, size, blob, segment, at, jsonLength)
    const names = pairs && JSON.stringify(pairs.filter((_, index) => index % 2 === 0))
    waiting.run(
      box,
      seq,
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
      names,
    )
    for (const [index, name] of pairs?.entries() ?? []) {
      if (index % 2 === 0) meta.run(box, name, seq, pairs?.[index + 1] ?? '')
    }
    subjects.addMessage(seq, receipt, tx)
  }
}
