import { uuid } from '../../node/config/value-types.ts'
import { readRegistryFiles } from '../../node/registry-files/read-registry-files.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { askOperator } from '../ask-operator.ts'
import type { Terminal } from '../command.ts'

type Entry = Awaited<ReturnType<typeof readRegistryFiles>>[number]['entry']
type DocumentKind = 'product' | 'agreement'
type DocumentOf<K extends DocumentKind> = Extract<Entry, { readonly kind: K }>

/** The product type or agreement that a person names: by a file, or by its UUID in the node's registry. */
export async function namedDocument<K extends DocumentKind>(
  kind: K,
  named: string,
  config: string,
  terminal: Terminal,
): Promise<DocumentOf<K>> {
  const id = uuid.parse(named, '.')
  const entries =
    id === undefined
      ? (await readRegistryFiles([named])).map(({ entry }) => entry)
      : (await registryEntries(config, terminal)).filter((entry) => 'uuid' in entry && entry.uuid === id)
  const found = entries.find((entry): entry is DocumentOf<K> => isOfKind(entry, kind))
  if (found === undefined) throw noSuchDocument(kind, named, id !== undefined)
  return found
}

async function registryEntries(config: string, terminal: Terminal): Promise<readonly object[]> {
  const answer = await askOperator(config, { act: 'export' }, terminal)
  const entries: unknown = 'entries' in answer ? answer.entries : undefined
  return Array.isArray(entries) ? entries.filter((entry): entry is object => typeof entry === 'object') : []
}

/** The node is of the same version, so what has the kind and a document is an entry of that kind. */
function isOfKind(entry: object, kind: DocumentKind): boolean {
  return 'kind' in entry && entry.kind === kind && 'document' in entry && typeof entry.document === 'string'
}

function noSuchDocument(kind: DocumentKind, named: string, inRegistry: boolean): KvittensError {
  const what = {
    product: { sv: 'produkttyp', en: 'product type' },
    agreement: { sv: 'överenskommelse', en: 'agreement' },
  }[kind]
  return new KvittensError('NotFound', {
    words: inRegistry
      ? { sv: `Registret har ingen ${what.sv} ${named}.`, en: `The registry has no ${what.en} ${named}.` }
      : { sv: `${named} innehåller ingen ${what.sv}.`, en: `${named} holds no ${what.en}.` },
  })
}
