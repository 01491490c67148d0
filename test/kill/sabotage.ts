import { readdir, rm, writeFile } from 'node:fs/promises'
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

/** Harms the store of a node that does not run; `leave-orphan` is done when the node runs again, after its sweep. */
export async function sabotage(kind: Exclude<Sabotage, 'leave-orphan'>, dataDir: string): Promise<void> {
  if (kind === 'drop-blob') {
    const blobs = await readdir(join(dataDir, 'blobs'), { recursive: true, withFileTypes: true })
    const [victim] = blobs.filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
    if (victim === undefined) throw new Error('there is no blob to drop')
    await rm(join(victim.parentPath, victim.name))
    return
  }
  const database = new DatabaseSync(join(dataDir, 'kvittens.db'))
  try {
    database.exec(statements[kind])
  } finally {
    database.close()
  }
}

const statements = {
  'drop-message':
    "DELETE FROM waiting WHERE seq = (SELECT max(seq) FROM waiting WHERE sequence_type = 'event')",
  'drop-audit-row': 'DELETE FROM audit WHERE id = (SELECT max(id) - 3 FROM audit)',
  'change-audit-row': `UPDATE audit SET canonical = CAST(replace(CAST(canonical AS TEXT), '"v":1', '"v":2') AS BLOB)
    WHERE id = (SELECT max(id) - 3 FROM audit)`,
} as const

/** Puts a file among the blobs that no message needs. */
export async function leaveOrphan(dataDir: string): Promise<void> {
  await writeFile(join(dataDir, 'blobs', 'f'.repeat(32)), 'left behind')
}
