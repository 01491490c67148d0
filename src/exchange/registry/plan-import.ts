import type { RegistryChange, RegistryEntry, RegistryKey, RegistryRow } from '../ports/registry.ts'
import { canonicalEntry, keyOf } from './canonical-entry.ts'
import { isThere } from './is-there.ts'

export interface ImportOptions {
  /** Removes what came by import and is not among the entries any more. */
  readonly prune: boolean
  /** Writes over what was changed elsewhere since the last import. */
  readonly force: boolean
  /** Organisation number of the node's own actor, which stays even if it is not among the entries. */
  readonly own?: string
}

/** An entry that was changed elsewhere since the last import; both values as canonical JSON. */
export interface ImportConflict {
  readonly key: RegistryKey
  readonly here: string
  /** Absent where the import would remove it. */
  readonly imported?: string
}

export interface ImportPlan {
  readonly changes: readonly RegistryChange[]
  readonly conflicts: readonly ImportConflict[]
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly removed: number
}

/** What an import would do to the registry as it stands: a pure comparison, so that importing twice does nothing. */
export function planImport(
  entries: readonly RegistryEntry[],
  rows: readonly RegistryRow[],
  options: ImportOptions,
): ImportPlan {
  const known = Map.groupBy(
    rows.filter(({ entry }) => isThere(entry)),
    (row) => nameOf(row.key),
  )
  const changes: RegistryChange[] = []
  const conflicts: ImportConflict[] = []
  const count = { added: 0, changed: 0, unchanged: 0, removed: 0 }

  for (const filed of entries) {
    const key = keyOf(filed)
    const named = known.get(nameOf(key)) ?? []
    known.delete(nameOf(key))
    // Where a store holds both kinds, the tenant counts; it comes after the actor.
    const row = named.at(-1)
    const entry = withWhatIsKnownHere(row?.entry, filed)
    const wanted = canonicalEntry(entry)
    const here = row === undefined ? undefined : canonicalEntry(row.entry)
    if (row !== undefined && here === wanted) {
      count.unchanged += 1
      changes.push(...removalsBeside(key, named))
      if (row.imported !== wanted) changes.push({ key, put: { key, entry, imported: wanted } })
      continue
    }
    if (row !== undefined && here !== undefined && row.imported !== here && !options.force) {
      conflicts.push({ key, here, imported: wanted })
      continue
    }
    count[row === undefined ? 'added' : 'changed'] += 1
    changes.push(...removalsBeside(key, named), { key, put: { key, entry, imported: wanted } })
  }

  for (const row of options.prune ? [...known.values()].flat() : []) {
    if (row.imported === undefined || isOwn(row.key, options)) continue
    const here = canonicalEntry(row.entry)
    if (row.imported !== here && !options.force) conflicts.push({ key: row.key, here })
    else {
      count.removed += 1
      changes.push({ key: row.key })
    }
  }
  return { changes, conflicts, ...count }
}

/**
 * A document says nothing of whether its terms are enforced, so what was said of that here stays; nor of how it was
 * agreed on, which stays as long as it is the same document.
 */
function withWhatIsKnownHere(here: RegistryEntry | undefined, entry: RegistryEntry): RegistryEntry {
  if (entry.kind !== 'agreement' || here?.kind !== 'agreement') return entry
  const mode = entry.mode ?? here.mode
  const negotiation = here.document === entry.document ? here.negotiation : undefined
  return { ...entry, ...(mode !== undefined && { mode }), ...(negotiation !== undefined && { negotiation }) }
}

/** An organisation that changes between actor and tenant leaves no row behind whose rights would live on. */
function removalsBeside({ kind }: RegistryKey, named: readonly RegistryRow[]): readonly RegistryChange[] {
  return named.filter((row) => row.key.kind !== kind).map((row) => ({ key: row.key }))
}

function isOwn(key: RegistryKey, { own }: ImportOptions): boolean {
  return own !== undefined && nameOf(key) === nameOf({ kind: 'actor', id: own })
}

function nameOf({ kind, id }: RegistryKey): string {
  // An actor and a tenant are the same organisation: one entry, whichever kind it has.
  return `${kind === 'tenant' ? 'actor' : kind}/${id}`
}
