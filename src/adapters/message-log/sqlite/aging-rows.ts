import type { DatabaseSync } from 'node:sqlite'
import { int, optionalInt, optionalText, type Row } from './rows.ts'
import type { UpdateWire } from './change-wire.ts'

/** Writes how far a message has aged; the row by which it waited is gone by then. `row` is as message-reader.ts reads it. */
export function agingUpdater(database: DatabaseSync): (row: Row, seq: number, update: UpdateWire) => void {
  const archive = database.prepare('INSERT INTO past (seq, arrived, archived) VALUES (?, ?, ?)')
  const inMailbox = database.prepare('UPDATE acknowledged SET archived = 1 WHERE seq = ?')
  const handled = database.prepare('UPDATE handling SET archived = 1 WHERE seq = ?')
  const purge = database.prepare('UPDATE past SET content_purged = ? WHERE seq = ?')
  const strand = database.prepare('INSERT INTO stranded (seq, body) VALUES (?, ?)')
  const letGo = database.prepare('UPDATE message SET blob = NULL WHERE seq = ?')
  const unneeded = database.prepare(`
    INSERT INTO unneeded_blob (blob) SELECT :blob WHERE NOT EXISTS (SELECT 1 FROM message WHERE blob = :blob)`)

  return (row, seq, { archived, contentPurged }) => {
    if (archived !== undefined) {
      archive.run(seq, int(row, 'arrived'), archived)
      inMailbox.run(seq)
      handled.run(seq)
    }
    if (contentPurged === undefined) return
    purge.run(contentPurged, seq)
    const blob = optionalText(row, 'blob')
    strand.run(seq, blob === undefined ? int(row, 'size') : 0)
    if (blob === undefined) return
    letGo.run(seq)
    unneeded.run({ blob })
  }
}

/** A message's steps are taken one after the other, each once; anything else is a fault of the program. */
export function refuseOutOfStep(row: Row, { archived, contentPurged }: UpdateWire): void {
  const before = optionalInt(row, 'archived')
  if (archived !== undefined && before !== undefined) throw new Error('a message was to be archived again')
  if (contentPurged === undefined) return
  if (before === undefined && archived === undefined)
    throw new Error('content was to go before its message was archived')
  if (isContentPurged(row)) throw new Error('content was to be purged again')
}

/** Whether the body of a message is let go of, wherever its octets still lie. */
export function isContentPurged(row: Row): boolean {
  return row['content_purged'] !== null
}
