/** One attribute of an RDN: the type in lower case under its short name, the value as written. */
export interface RdnAttribute {
  readonly type: string
  readonly value: string
}

/** A relative distinguished name: more than one attribute where it has several values. */
export type Rdn = readonly RdnAttribute[]

const shortNames: Readonly<Record<string, string>> = {
  organizationname: 'o',
  '2.5.4.10': 'o',
  organizationalunitname: 'ou',
  '2.5.4.11': 'ou',
  localityname: 'l',
  '2.5.4.7': 'l',
}

/** The RDNs of a distinguished name in its string form (RFC 4514), the leaf first; undefined where it is none. */
export function parseDistinguishedName(text: string): readonly Rdn[] | undefined {
  if (text === '') return []
  const rdns: RdnAttribute[][] = [[]]
  // An attribute at a time: its type, an equals sign, its value in quotes or with escapes, and what ends it.
  const attribute = /\s*([A-Za-z0-9.-]+)\s*=\s*(?:"((?:[^"\\]|\\[^])*)"|((?:[^",;+\\]|\\[^])*?))\s*([,;+]|$)/y
  for (;;) {
    const match = attribute.exec(text)
    if (match === null) return undefined
    const [, type = '', quoted, bare = '', end] = match
    const value = unescaped(quoted ?? bare)
    if (value === undefined) return undefined
    const lower = type.toLowerCase()
    rdns.at(-1)?.push({ type: shortNames[lower] ?? lower, value })
    if (end === '') return rdns
    if (end !== '+') rdns.push([])
  }
}

/** Both as directories compare them: without regard to case and to how much white space there is. */
export function sameRdns(one: readonly Rdn[], other: readonly Rdn[]): boolean {
  return comparable(one) === comparable(other)
}

/** A text under which equal names are equal. */
export function comparable(rdns: readonly Rdn[]): string {
  return JSON.stringify(rdns.map((rdn) => rdn.map(comparableAttribute).toSorted()))
}

/** An attribute value as it is compared: lower case, single spaces. */
export function comparableValue(value: string): string {
  return value.trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

/** An RDN in its string form; what is no letter, digit or harmless sign is written as its octets. */
export function writeRdn(attributes: Rdn): string {
  return attributes.map(({ type, value }) => `${type}=${escaped(value)}`).join('+')
}

function comparableAttribute({ type, value }: RdnAttribute): string {
  return `${type}=${comparableValue(value)}`
}

function escaped(value: string): string {
  return value.replaceAll(/^ | $|[^\p{L}\p{N} .:@/_()*&'!?%-]/gu, (character) =>
    [...Buffer.from(character)].map((octet) => `\\${octet.toString(16).padStart(2, '0')}`).join(''),
  )
}

function unescaped(text: string): string | undefined {
  if (text.startsWith('#')) return undefined
  const octets: number[] = []
  for (const [piece] of text.matchAll(/\\[0-9A-Fa-f]{2}|\\[^]|[^\\]+/gu)) {
    if (/^\\[0-9A-Fa-f]{2}$/.test(piece)) octets.push(Number.parseInt(piece.slice(1), 16))
    else octets.push(...Buffer.from(piece.startsWith('\\') ? piece.slice(1) : piece))
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(octets))
  } catch {
    // Octets that are no text name nothing that could be compared.
    return undefined
  }
}
