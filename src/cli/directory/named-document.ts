import { uuid } from '../../node/config/value-types.ts'
import { readRegistryFiles } from '../../node/registry-files/read-registry-files.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Terminal } from '../command.ts'
import { registryEntries } from '../registry-entries.ts'

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
  const found = entries.find((entry): entry is DocumentOf<K> => entry.kind === kind)
  if (found === undefined) throw noSuchDocument(kind, named, id !== undefined)
  return found
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
