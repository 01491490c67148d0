import { isInForce } from '../agreements/agreement-entry.ts'
import type { RegistryEntry } from '../ports/registry.ts'

/** Whether registry files know of an entry: an agreement that is not in force is a matter of the two nodes that make it. */
export function isThere(entry: RegistryEntry): boolean {
  return entry.kind !== 'agreement' || isInForce(entry)
}
