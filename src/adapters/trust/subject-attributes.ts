import type { Name } from './x509-library.ts'

/** One attribute of a distinguished name; in a multi-valued RDN each of its attributes is one. */
export interface SubjectAttribute {
  readonly oid: string
  readonly value: string
}

/** The attributes that are asked for, by their OID. */
export const attributeOids = {
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  countryName: '2.5.4.6',
  organizationName: '2.5.4.10',
  organizationIdentifier: '2.5.4.97',
} as const

/** The library gives some attributes by their short name. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['CN', attributeOids.commonName],
  ['C', attributeOids.countryName],
  ['O', attributeOids.organizationName],
])

/** Every attribute of a name, in its order. */
export function subjectAttributes(name: Name): SubjectAttribute[] {
  return name
    .toJSON()
    .flatMap((rdn) => Object.entries(rdn))
    .flatMap(([type, values]) => values.map((value) => ({ oid: shortNames.get(type) ?? type, value })))
}

/** A name as a person may read it: its CN, else its O; never with control characters in it, never compared. */
export function describeSubject(attributes: readonly SubjectAttribute[]): string | undefined {
  const named =
    attributes.find(({ oid }) => oid === attributeOids.commonName) ??
    attributes.find(({ oid }) => oid === attributeOids.organizationName)
  return named === undefined ? undefined : printable(named.value.slice(0, 100))
}

function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
