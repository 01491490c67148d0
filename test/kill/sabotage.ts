import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Ways to harm a store behind the node's back, by which the harness shows that it would see the harm. */
export const sabotages = [
  'drop-blob',
  'drop-message',
  'drop-audit-row',
  'change-audit-row',
  'leave-orphan',
] as const

export type Sabotage = (typeof sabotages)[number]

/**
 * Harms the store of a node that does not run; `leave-orphan` is done when the node runs again, after its sweep.
 * `victim` is the tx.id of a message that waits. False where there was nothing to harm yet.
 */
export async function sabotage(
  kind: Exclude<Sabotage, 'leave-orphan'>,
  dataDir: string,
  victim: string | undefined,
): Promise<boolean> {
  const database = new DatabaseSync(join(dataDir, 'kvittens.db'))
  try {
    switch (kind) {
      case 'drop-blob': {
        const row = database
          .prepare('SELECT blob FROM message WHERE blob IS NOT NULL ORDER BY seq DESC')
          .get()
        if (row === undefined) return false
        const id = String(row['blob'])
        await rm(join(dataDir, 'blobs', id.slice(0, 2), id.slice(2, 4), id))
        return true
      }
      case 'drop-message': {
        if (victim === undefined) return false
        const drop = database.prepare(
          'DELETE FROM waiting WHERE seq = (SELECT seq FROM message WHERE tx = ?)',
        )
        return drop.run(victim).changes === 1
      }
      case 'drop-audit-row':
        return database.prepare(`DELETE FROM audit WHERE id = ${anAuditRow}`).run().changes === 1
      case 'change-audit-row': {
        const change = `UPDATE audit SET canonical = CAST(replace(CAST(canonical AS TEXT), '"v":1', '"v":2') AS BLOB)`
        return database.prepare(`${change} WHERE id = ${anAuditRow}`).run().changes === 1
      }
    }
  } finally {
    database.close()
  }
}

/** Not the last one: that no row follows on a number is no gap. */
const anAuditRow = '(SELECT max(id) - 1 FROM audit)'

/** Puts a file among the blobs that no message needs. */
export async function leaveOrphan(dataDir: string): Promise<void> {
  await writeFile(join(dataDir, 'blobs', 'f'.repeat(32)), 'left behind')
}
