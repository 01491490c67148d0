import type { DatabaseSync } from 'node:sqlite'
import type { StandingQuery } from '../../../exchange/ports/message-log.ts'
import { stateCode } from './codes.ts'
import type { MessageReader } from './message-reader.ts'
import { oneSnapshot } from './one-snapshot.ts'
import { int } from './rows.ts'
import type { StandingAnswer } from './reader-wire.ts'

/** What the index `handling_standing` holds, in its own words: SQLite takes it for a question that says the same. */
export const standing = 'archived = 0 AND state IN (0, 1, 2, 5)'

/** Gives the messages that stand in a state, page by page in the order of the index. */
export function standingReader(
  database: DatabaseSync,
  messages: MessageReader,
): (query: StandingQuery) => StandingAnswer {
  const atOnce = oneSnapshot(database)
  const page = database.prepare(`
    SELECT since, seq FROM handling INDEXED BY handling_standing
    WHERE ${standing} AND state = ? AND (since, seq) > (?, ?) ORDER BY since, seq LIMIT ?`)

  return ({ state, after, limit }) =>
    atOnce(() => {
      const { since, place } = after ?? { since: Number.MIN_SAFE_INTEGER, place: 0 }
      const rows = page.all(stateCode(state), since, place, limit)
      const last = rows.length < limit ? undefined : rows.at(-1)
      return {
        standing: rows.flatMap((row) => messages.record(int(row, 'seq')) ?? []),
        mark: last && { since: int(last, 'since'), place: int(last, 'seq') },
      }
    })
}
