import type { DatabaseSync } from 'node:sqlite'
import type { ChangeWriter } from './change-writer.ts'
import { int, only } from './rows.ts'
import type { RegistryApply } from './writer-wire.ts'

/** Writes a set of registry changes into the open transaction; false, and nothing written, at another revision. */
export function registryApplier(
  database: DatabaseSync,
  changes: ChangeWriter,
): (apply: RegistryApply, side: Uint8Array) => boolean {
  const revision = database.prepare('SELECT registry_revision FROM ledger')
  const advance = database.prepare('UPDATE ledger SET registry_revision = registry_revision + 1')
  const put = database.prepare(
    'INSERT OR REPLACE INTO registry (kind, id, entry, imported) VALUES (?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM registry WHERE kind = ? AND id = ?')
  return (apply, side) => {
    if (int(only(revision.get()), 'registry_revision') !== apply.expectRevision) return false
    for (const change of apply.change) {
      if (change.put === null) remove.run(change.kind, change.id)
      else put.run(change.kind, change.id, change.put.entry, change.put.imported)
    }
    advance.run()
    changes.writeAudit(apply.audit, side)
    return true
  }
}
