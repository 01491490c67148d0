import type { DatabaseSync } from 'node:sqlite'
import { int, optionalText, type Row } from './rows.ts'
import type { UpdateWire } from './wire.ts'

/** Writes a message's new state; answers whether it left the waiting ones. `row` is as message-reader.ts reads it. */
export function messageUpdater(
  database: DatabaseSync,
): (row: Row, seq: number, update: UpdateWire) => boolean {
  const fetchedNow = 'fetched = CASE WHEN ? THEN NULL ELSE coalesce(?, fetched) END'
  const whileWaiting = database.prepare(`
    UPDATE waiting SET version = version + 1, ${fetchedNow} WHERE mailbox = ? AND seq = ?`)
  const leave = database.prepare('DELETE FROM waiting WHERE mailbox = ? AND seq = ?')
  const leaveMeta = database.prepare('DELETE FROM waiting_meta WHERE mailbox = ? AND name = ? AND seq = ?')
  const acknowledge = database.prepare(
    'INSERT INTO acknowledged (seq, version, fetched, acknowledged) VALUES (?, ?, ?, ?)',
  )
  const afterwards = database.prepare(`
    UPDATE acknowledged
    SET version = version + 1, ${fetchedNow}, acknowledged = coalesce(?, acknowledged)
    WHERE seq = ?`)

  return (row, seq, [, , fetched, acknowledged, unfetched]) => {
    const mailbox = int(row, 'mailbox_id')
    if (int(row, 'waits') === 0) {
      afterwards.run(unfetched, fetched, acknowledged, seq)
      return false
    }
    if (acknowledged === null) {
      whileWaiting.run(unfetched, fetched, mailbox, seq)
      return false
    }
    for (const name of namesOf(row)) leaveMeta.run(mailbox, name, seq)
    leave.run(mailbox, seq)
    const fetchedThen = unfetched === 1 ? null : (fetched ?? row['fetched'] ?? null)
    acknowledge.run(seq, int(row, 'version') + 1, fetchedThen, acknowledged)
    return true
  }
}

function namesOf(row: Row): readonly string[] {
  const json = optionalText(row, 'meta_names')
  const names: unknown = json === undefined ? [] : JSON.parse(json)
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}
