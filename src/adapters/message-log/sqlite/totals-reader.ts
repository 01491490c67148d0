import type { DatabaseSync } from 'node:sqlite'
import type { TotalsWire } from './reader-wire.ts'
import { int, only, optionalInt } from './rows.ts'
import { standing } from './standing-messages.ts'

/*
 * The oldest of what waits is sought among the first message of each mailbox: the recursion steps from mailbox to
 * mailbox in the primary key, so its cost is the number of mailboxes, not of messages.
 */
const totals = `
  WITH RECURSIVE box (mailbox) AS (
    SELECT min(mailbox) FROM waiting
    UNION ALL
    SELECT (SELECT min(mailbox) FROM waiting WHERE mailbox > box.mailbox) FROM box WHERE box.mailbox IS NOT NULL
  )
  SELECT messages, waiting,
    (SELECT min((SELECT arrived FROM waiting WHERE waiting.mailbox = box.mailbox ORDER BY seq LIMIT 1))
     FROM box WHERE box.mailbox IS NOT NULL) AS oldest,
    (SELECT count(*) FROM handling WHERE ${standing} AND state IN (0, 1, 2)) AS queued,
    (SELECT min(since) FROM handling WHERE ${standing} AND state IN (0, 1, 2)) AS oldest_queued,
    (SELECT count(*) FROM handling WHERE ${standing} AND state = 5) AS quarantined,
    (SELECT coalesce(max(id), 0) FROM audit) AS audit_rows
  FROM ledger`

/** Reads the counts for the metrics page. */
export function totalsReader(database: DatabaseSync): () => TotalsWire {
  const statement = database.prepare(totals)
  return () => {
    const row = only(statement.get())
    return {
      messages: int(row, 'messages'),
      waiting: int(row, 'waiting'),
      oldestWaitingAt: optionalInt(row, 'oldest'),
      queued: int(row, 'queued'),
      oldestQueuedAt: optionalInt(row, 'oldest_queued'),
      quarantined: int(row, 'quarantined'),
      auditRows: int(row, 'audit_rows'),
    }
  }
}
