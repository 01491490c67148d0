import type { RegistryEntry, RegistryKey } from '../ports/registry.ts'

/** The key by which an entry is found: its number, name or uuid. */
export function keyOf(entry: RegistryEntry): RegistryKey {
  switch (entry.kind) {
    case 'actor':
    case 'tenant':
      return { kind: entry.kind, id: entry.organisationNumber }
    case 'product':
    case 'agreement':
      return { kind: entry.kind, id: entry.uuid }
    case 'service':
      return { kind: entry.kind, id: entry.name }
  }
}

/** The same text for the same entry, whatever the order of its keys. */
export function canonicalEntry(entry: RegistryEntry): string {
  return JSON.stringify(sorted(entry))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.fromEntries(
    pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)]),
  )
}
