import { KvittensError } from '../../protocol/kvittens-error.ts'
import { auditRow } from '../audit/audit-row.ts'
import { eventOf } from '../audit/write-down.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import type { Ports } from '../ports/ports.ts'
import type { RegistryEntry, RegistryRow } from '../ports/registry.ts'
import { danglingReferences } from './dangling-references.ts'
import { type ImportConflict, type ImportOptions, type ImportPlan, planImport } from './plan-import.ts'

export type ImportCounts = Pick<ImportPlan, 'added' | 'changed' | 'unchanged' | 'removed'>

/** Takes entries into the registry, all or nothing; the ledger names the user who did it. */
export async function importEntries(
  entries: readonly RegistryEntry[],
  options: ImportOptions,
  user: string,
  ports: Ports,
): Promise<ImportCounts> {
  for (;;) {
    const revision = await ports.registry.revision()
    const rows = await ports.registry.rows()
    const plan = planImport(entries, rows, options)
    if (plan.conflicts.length > 0) throw changedElsewhere(plan.conflicts)
    const { changes, conflicts: _, ...counts } = plan
    const dangling = danglingReferences(after(rows, plan))
    if (dangling.length > 0) throw unknownReferences(dangling)
    if (changes.length === 0) return counts
    const fact: BusinessFact = {
      event: 'imported',
      at: ports.clock.now(),
      count: changes.length,
      detail: { user },
    }
    const applied = await ports.registry.apply(changes, revision, [auditRow(fact, ports.ids, ports.digest)])
    if (applied) {
      ports.journal.tell(eventOf(fact))
      return counts
    }
  }
}

function after(rows: readonly RegistryRow[], plan: ImportPlan): readonly RegistryEntry[] {
  const entries = new Map(rows.map((row) => [`${row.key.kind}/${row.key.id}`, row.entry]))
  for (const { key, put } of plan.changes) {
    const name = `${key.kind}/${key.id}`
    if (put === undefined) entries.delete(name)
    else entries.set(name, put.entry)
  }
  return [...entries.values()]
}

function changedElsewhere(conflicts: readonly ImportConflict[]): KvittensError {
  const list = conflicts
    .map(
      ({ key, here, imported }) =>
        `${key.kind} ${key.id}\n  here:   ${here}\n  import: ${imported ?? '(removed)'}`,
    )
    .join('\n')
  return new KvittensError('ChangedElsewhere', {
    words: {
      sv: `Ändrade på annat håll sedan förra importen, inget importerades:\n${list}`,
      en: `Changed elsewhere since the last import, nothing was imported:\n${list}`,
    },
    cure: {
      sv: 'För in ändringen i filerna (kvittens export visar den), eller importera med --force.',
      en: 'Bring the change into the files (kvittens export shows it), or import with --force.',
    },
  })
}

function unknownReferences(dangling: readonly string[]): KvittensError {
  return new KvittensError('UnknownReference', {
    words: {
      sv: `Inget importerades:\n${dangling.join('\n')}`,
      en: `Nothing was imported:\n${dangling.join('\n')}`,
    },
    cure: {
      sv: 'Ta med det som saknas i samma import.',
      en: 'Include what is missing in the same import.',
    },
  })
}
