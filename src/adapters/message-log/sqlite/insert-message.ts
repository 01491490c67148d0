import type { DatabaseSync } from 'node:sqlite'
import type { Addresses } from './addresses.ts'
import { handlingInserter } from './handling-rows.ts'
import type { Place } from './segments.ts'
import type { Subjects } from './subjects.ts'
import { waitingInserter } from './waiting-rows.ts'
import type { MessageWire } from './change-wire.ts'

/** Writes a new message's rows; its octets are in the segment already. Answers whether it waits in a mailbox. */
export function messageInserter(
  database: DatabaseSync,
  addresses: Addresses,
  subjects: Subjects,
): (seq: number, message: MessageWire, place: Place) => boolean {
  const message = database.prepare(`
    INSERT INTO message
      (seq, receipt, tx, channel, caller, mailbox, arrived, size, blob, segment, at, json_length)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const insertWaiting = waitingInserter(database)
  const insertHandling = handlingInserter(database)

  return (seq, wire, { segment, at }) => {
    const [
      receipt,
      tx,
      channel,
      caller,
      mailbox,
      arrived,
      jsonLength,
      ,
      size,
      blob,
      listed,
      state,
      handling,
    ] = wire
    const box = addresses.idOf(mailbox)
    message.run(seq, receipt, tx, channel, caller, box, arrived, size, blob, segment, at, jsonLength)
    if (mailbox !== '') insertWaiting({ mailbox: box, seq, version: 1, arrived }, listed)
    if (handling !== null) insertHandling({ seq, state, arrived }, handling, listed)
    subjects.addMessage(seq, receipt, tx)
    return mailbox !== ''
  }
}
