import type { Publication } from '../../../exchange/ports/directory.ts'
import { writeRdn } from './distinguished-name.ts'
import { publicationEntry } from './publication-entry.ts'
import { attribute, objectClass, unit } from './schema-names.ts'

/** What an organisation asks to have entered in a shared directory that it may not write in yet. */
export interface DirectoryApplication {
  readonly name: string
  /** Ten digits. */
  readonly number: string
  /** The directory's root, `l=SHS`. */
  readonly base: string
  readonly publications: readonly Publication[]
}

/** The application as LDIF (RFC 2849), as whoever runs the directory can add it: the actor's entry, its units, its entries. */
export function applicationLdif({ name, number, base, publications }: DirectoryApplication): string {
  const own = `${writeRdn([{ type: attribute.organisationName, value: name }])},${base}`
  return [
    entry(own, {
      [attribute.objectClass]: ['top', 'organization', objectClass.organisation],
      [attribute.organisationName]: [name],
      [attribute.organisationNumber]: [number],
    }),
    ...Object.values(unit).map((called) =>
      entry(unitOf(called, own), {
        [attribute.objectClass]: ['top', 'organizationalUnit'],
        [attribute.unitName]: [called],
      }),
    ),
    ...publications.map((publication) => {
      const { kind, rdn, objectClass: of, attributes } = publicationEntry(publication)
      return entry(`${writeRdn(rdn)},${unitOf(unit[kind], own)}`, {
        [attribute.objectClass]: ['top', of],
        ...attributes,
      })
    }),
  ].join('\n')
}

function unitOf(called: string, own: string): string {
  return `${writeRdn([{ type: attribute.unitName, value: called }])},${own}`
}

function entry(dn: string, attributes: Readonly<Record<string, readonly string[]>>): string {
  const lines = Object.entries(attributes).flatMap(([name, values]) =>
    values.map((value) => line(name, value)),
  )
  return `${[line('dn', dn), ...lines].join('\n')}\n`
}

/** A value that LDIF can't hold as it is goes in Base64 (RFC 2849, SAFE-STRING). */
function line(name: string, value: string): string {
  const safe = /^[!-9;=-~][ -~]*$/.test(value) && !value.endsWith(' ')
  return safe ? `${name}: ${value}` : `${name}:: ${Buffer.from(value).toString('base64')}`
}
