import { parse, stringify } from 'yaml'
import type {
  DeliveryAddress,
  DirectoryActor,
  DirectoryAgreement,
  DirectoryProduct,
} from '../../../exchange/ports/directory.ts'
import { parseOrganisationNumber } from '../../../protocol/organisation-number.ts'
import { parseProductId } from '../../../protocol/urn.ts'

/** What a directory file holds. */
export interface DirectoryFile {
  readonly actors: readonly DirectoryActor[]
  readonly products: readonly DirectoryProduct[]
  readonly agreements: readonly DirectoryAgreement[]
  readonly addresses: readonly DeliveryAddress[]
}

/** A place in the file where something else stands than should. */
export class DirectoryFileFault extends Error {
  constructor(place: string) {
    super(`not as it should be at ${place}`)
    this.name = 'DirectoryFileFault'
  }
}

/** Reads YAML or JSON: lists of actors, products, agreements and addresses, any of which may be left out. */
export function readDirectoryFile(text: string): DirectoryFile {
  const root = fieldsOf(parseYaml(text), 'the top')
  // The file is written anew as a whole: what is not known would be lost, and is perhaps another file.
  root.only('actors', 'products', 'agreements', 'addresses')
  return {
    actors: root.list('actors').map(readActor),
    products: root.list('products').map(readProduct),
    agreements: root.list('agreements').map(readAgreement),
    addresses: root.list('addresses').map(readAddress),
  }
}

function readActor(fields: Fields): DirectoryActor {
  fields.only('organisationNumber', 'name')
  return { number: fields.number('organisationNumber'), name: fields.text('name') }
}

function readProduct(fields: Fields): DirectoryProduct {
  fields.only('uuid', 'name', 'principal', 'description', 'descriptionUrl')
  return {
    uuid: fields.id('uuid'),
    name: fields.text('name'),
    principal: fields.number('principal'),
    ...fields.optionalTexts('description', 'descriptionUrl'),
  }
}

function readAgreement(fields: Fields): DirectoryAgreement {
  fields.only(
    'uuid',
    'principal',
    'products',
    'productName',
    'transferType',
    'confirm',
    'description',
    'documentUrl',
  )
  return {
    uuid: fields.id('uuid'),
    principal: fields.number('principal'),
    products: fields.ids('products'),
    ...fields.optionalTexts('productName', 'description', 'documentUrl'),
    ...fields.transferType(),
    ...fields.confirm(),
  }
}

function readAddress(fields: Fields): DeliveryAddress {
  fields.only('actor', 'product', 'url')
  return { actor: fields.number('actor'), product: fields.id('product'), url: fields.url('url') }
}

/** The file's text; what is read from it is the same again. */
export function writeDirectoryFile({ actors, products, agreements, addresses }: DirectoryFile): string {
  return stringify(
    {
      actors: actors.map(({ number, name }) => ({ organisationNumber: number, name })),
      products,
      agreements,
      addresses,
    },
    // Numbers in quotes, so that they stay texts for other readers too.
    { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 },
  )
}

interface Fields {
  only(...keys: readonly string[]): void
  list(key: string): readonly Fields[]
  text(key: string): string
  number(key: string): string
  id(key: string): string
  ids(key: string): readonly string[]
  url(key: string): string
  optionalTexts<K extends string>(...keys: readonly K[]): { readonly [key in K]?: string }
  transferType(): Pick<DirectoryAgreement, 'transferType'>
  confirm(): Pick<DirectoryAgreement, 'confirm'>
}

function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new DirectoryFileFault(place)
  const held = new Map<string, unknown>(Object.entries(value))
  const at = (key: string): string => `${place}: ${key}`

  const items = (key: string): readonly unknown[] => {
    const list = held.get(key) ?? []
    if (!Array.isArray(list)) throw new DirectoryFileFault(at(key))
    return list
  }
  const checked = <T>(key: string, item: unknown, read: (text: string) => T | undefined): T => {
    const found = typeof item === 'string' || typeof item === 'number' ? read(String(item)) : undefined
    if (found === undefined) throw new DirectoryFileFault(at(key))
    return found
  }
  const one = <T>(key: string, read: (text: string) => T | undefined): T => checked(key, held.get(key), read)

  return {
    only(...keys) {
      for (const key of held.keys()) if (!keys.includes(key)) throw new DirectoryFileFault(at(key))
    },
    list: (key) => items(key).map((item, index) => fieldsOf(item, `${key}[${index}]`)),
    text: (key) => one(key, filled),
    number: (key) => one(key, parseOrganisationNumber),
    id: (key) => one(key, parseProductId),
    ids: (key) => items(key).map((item) => checked(key, item, parseProductId)),
    url: (key) => one(key, (text) => (/^https?:/i.test(text) && URL.canParse(text) ? text : undefined)),
    optionalTexts(...keys) {
      const found: { [key in (typeof keys)[number]]?: string } = {}
      for (const key of keys) if (held.has(key)) found[key] = one(key, filled)
      return found
    },
    transferType() {
      if (!held.has('transferType')) return {}
      return { transferType: one('transferType', transferTypeIn) }
    },
    confirm() {
      const confirm = held.get('confirm')
      if (confirm === undefined) return {}
      if (typeof confirm !== 'boolean') throw new DirectoryFileFault(at('confirm'))
      return { confirm }
    },
  }
}

function filled(text: string): string | undefined {
  return text.trim() === '' ? undefined : text
}

function transferTypeIn(text: string): DirectoryAgreement['transferType'] {
  return text === 'asynch' || text === 'synch' || text === 'any' ? text : undefined
}

function parseYaml(text: string): unknown {
  const value: unknown = parse(text, { prettyErrors: false })
  return value ?? {}
}
