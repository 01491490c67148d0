import type { RegistryEntry } from '../ports/registry.ts'

/** What entries name that is not among them, a line each. */
export function danglingReferences(entries: readonly RegistryEntry[]): readonly string[] {
  const actors = new Set<string>()
  const products = new Set<string>()
  for (const entry of entries) {
    if (entry.kind === 'actor' || entry.kind === 'tenant') actors.add(entry.organisationNumber)
    if (entry.kind === 'product') products.add(entry.uuid)
  }
  return entries.flatMap((entry) => {
    if (entry.kind !== 'service') return []
    return [
      ...(products.has(entry.product)
        ? []
        : [`service ${entry.name}: product ${entry.product} is not registered`]),
      ...(actors.has(entry.owner) ? [] : [`service ${entry.name}: owner ${entry.owner} is not registered`]),
    ]
  })
}
