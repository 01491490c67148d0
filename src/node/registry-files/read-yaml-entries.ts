import { isMap, isScalar, type Node } from 'yaml'
import type { Actor, Service } from '../../exchange/ports/registry.ts'
import { badValue, missing, wrongShape } from '../config/key-problems.ts'
import type { Place, Problem } from '../config/problem.ts'
import { type Reading, readKeys } from '../config/reading-keys.ts'
import { oneOf } from '../config/value-types.ts'
import { readYamlFile, type YamlSource } from '../config/yaml-source.ts'
import { readActor, readService, yamlKinds } from './registry-forms.ts'

/** The entries of a YAML file, a document each; what is wrong goes to `problems`. */
export function readYamlEntries(
  file: string,
  bytes: Uint8Array,
  problems: Problem[],
): { readonly entry: Actor | Service; readonly place: Place }[] {
  return readYamlFile(file, bytes, problems).flatMap((source) => {
    const { root } = source
    if (root === undefined || (isScalar(root) && root.value === null)) return []
    const before = problems.length
    const entry = readEntry(source, root, { problems, places: new Map() })
    return entry === undefined || problems.length > before ? [] : [{ entry, place: source.placeOf(root) }]
  })
}

function readEntry(source: YamlSource, root: Node, reading: Reading): Actor | Service | undefined {
  const { problems } = reading
  if (!isMap(root)) {
    problems.push(wrongShape({ place: source.placeOf(root), key: 'kind' }, 'map'))
    return undefined
  }
  const kind = root.get('kind', true)
  const at = { place: source.placeOf(kind ?? root), key: 'kind' }
  const type = oneOf(yamlKinds)
  switch (type.parse(String(kind?.value), '')) {
    case 'actor':
    case 'tenant':
      return readKeys(source, root, reading, readActor)
    case 'service':
      return readKeys(source, root, reading, readService)
    case undefined:
      problems.push(kind === undefined ? missing(at, type.expected) : badValue(at, String(kind.value), type))
      return undefined
  }
}
