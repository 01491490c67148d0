import type { writeRegistryFiles } from '../node/registry-files/write-registry-files.ts'
import { askOperator } from './ask-operator.ts'
import type { Terminal } from './command.ts'
import { isObject } from './is-object.ts'

type RegistryEntries = Parameters<typeof writeRegistryFiles>[1]

/** All that stands in the registry of the node whose settings a file holds. */
export async function registryEntries(config: string, terminal: Terminal): Promise<RegistryEntries> {
  const answer = await askOperator(config, { act: 'export' }, terminal)
  const entries: unknown = 'entries' in answer ? answer.entries : undefined
  if (!isEntries(entries)) throw new Error('the node exported something other than entries')
  return entries
}

/** The node is of the same version, so what has a kind is an entry of that kind. */
function isEntries(value: unknown): value is RegistryEntries {
  return Array.isArray(value) && value.every((entry) => isObject(entry) && 'kind' in entry)
}
