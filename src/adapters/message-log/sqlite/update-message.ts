import type { DatabaseSync } from 'node:sqlite'
import type { Addresses } from './addresses.ts'
import { agingUpdater, refuseOutOfStep } from './aging-rows.ts'
import { receivedCode } from './codes.ts'
import { recordOf } from './decode-record.ts'
import { handlingUpdater } from './handling-rows.ts'
import { listingOf } from './listing.ts'
import type { MessageReader } from './message-reader.ts'
import { int, optionalInt, optionalText, type Row } from './rows.ts'
import { waitingInserter } from './waiting-rows.ts'
import type { UpdateWire } from './change-wire.ts'

/** What an update does to the number of those that wait in a mailbox. */
export type WaitingChange = 1 | 0 | -1

/** Writes a message's new state. `row` is as message-reader.ts reads it. */
export function messageUpdater(
  database: DatabaseSync,
  addresses: Addresses,
  messages: MessageReader,
): (row: Row, seq: number, update: UpdateWire) => WaitingChange {
  const fetchedNow = 'fetched = CASE WHEN ? THEN NULL ELSE coalesce(?, fetched) END'
  const whileWaiting = database.prepare(`
    UPDATE waiting SET version = version + 1, ${fetchedNow} WHERE mailbox = ? AND seq = ?`)
  const leave = database.prepare('DELETE FROM waiting WHERE mailbox = ? AND seq = ?')
  const leaveMeta = database.prepare('DELETE FROM waiting_meta WHERE mailbox = ? AND name = ? AND seq = ?')
  const acknowledge = database.prepare(
    'INSERT INTO acknowledged (seq, version, fetched, acknowledged, arrived) VALUES (?, ?, ?, ?, ?)',
  )
  const afterwards = database.prepare(`
    UPDATE acknowledged
    SET version = version + 1, ${fetchedNow}, acknowledged = coalesce(?, acknowledged)
    WHERE seq = ?`)
  const moveTo = database.prepare('UPDATE message SET mailbox = ? WHERE seq = ?')
  const insertWaiting = waitingInserter(database)
  const updateHandling = handlingUpdater(database)
  const age = agingUpdater(database)

  function inMailbox(
    row: Row,
    seq: number,
    { fetched, acknowledged, unfetched = false, archived }: UpdateWire,
  ): WaitingChange {
    const mailbox = int(row, 'mailbox_id')
    if (int(row, 'waits') === 0) {
      afterwards.run(Number(unfetched), fetched ?? null, acknowledged ?? null, seq)
      return 0
    }
    if (acknowledged === undefined && archived === undefined) {
      whileWaiting.run(Number(unfetched), fetched ?? null, mailbox, seq)
      return 0
    }
    for (const name of namesOf(row)) leaveMeta.run(mailbox, name, seq)
    leave.run(mailbox, seq)
    const fetchedThen = unfetched ? null : (fetched ?? row['fetched'] ?? null)
    acknowledge.run(seq, int(row, 'version') + 1, fetchedThen, acknowledged ?? null, int(row, 'arrived'))
    return -1
  }

  /** The version goes on from where it was, in the row by which it waits; or does not, where it is acknowledged. */
  function comesIn(row: Row, seq: number, mailbox: string): WaitingChange {
    const address = addresses.idOf(mailbox)
    moveTo.run(address, seq)
    const now = messages.row(seq) ?? row
    const version = int(row, 'version') + 1
    const acknowledged = optionalInt(now, 'acknowledged')
    if (acknowledged !== undefined) {
      acknowledge.run(seq, version, null, acknowledged, int(row, 'arrived'))
      return 0
    }
    const { label } = recordOf(messages.recordOf(now))
    // Who lists what has come since the last time must find it: it came into the mailbox now.
    const arrived = optionalInt(now, 'since') ?? int(row, 'arrived')
    insertWaiting({ mailbox: address, seq, version, arrived }, listingOf(label))
    return 1
  }

  function moves(row: Row, seq: number, update: UpdateWire): WaitingChange {
    if (isInMailbox(row)) return inMailbox(row, seq, update)
    updateHandling(row, seq, update)
    return update.mailbox === undefined ? 0 : comesIn(row, seq, update.mailbox)
  }

  return (row, seq, update) => {
    const waits = moves(row, seq, update)
    age(row, seq, update)
    return waits
  }
}

/** An update that does not fit the message is a fault of the program; what it says must not be passed over. */
export function refuseUnfit(row: Row, update: UpdateWire): void {
  const { fetched, unfetched, state, handling, mailbox, readdress } = update
  if ((mailbox !== undefined) !== (state === receivedCode)) {
    throw new Error('a message comes into a mailbox with the state received, and with no other')
  }
  refuseOutOfStep(row, update)
  if (isInMailbox(row)) {
    if (state !== undefined || handling !== undefined || readdress !== undefined) {
      throw new Error('a message in a mailbox was to be handled otherwise')
    }
  } else if (fetched !== undefined || unfetched === true) {
    throw new Error('a message that is in no mailbox was fetched')
  }
}

function isInMailbox(row: Row): boolean {
  return int(row, 'waits') === 1 || int(row, 'done') === 1
}

function namesOf(row: Row): readonly string[] {
  const json = optionalText(row, 'meta_names')
  const names: unknown = json === undefined ? [] : JSON.parse(json)
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}
