import { type JsonAttributeObject, Name } from './x509-library.ts'
import type { SubjectAttribute } from './subject-attributes.ts'
import type { SubjectRdns } from './subject-shapes.ts'

/** The DER-ready name of RDNs; an RDN of several attributes is one SET in the order that DER asks for. */
export function distinguishedName(rdns: SubjectRdns): Name {
  return new Name(rdns.map(rdnRow))
}

function rdnRow(rdn: readonly SubjectAttribute[]): Record<string, JsonAttributeObject[]> {
  const row: Record<string, JsonAttributeObject[]> = {}
  for (const { oid, value } of [...rdn].sort(byEncoding)) {
    // Given as typed values: the library takes bare text apart as a printed name, escapes and quotes included.
    row[oid] = [
      ...(row[oid] ?? []),
      Name.isPrintableString(value) ? { printableString: value } : { utf8String: value },
    ]
  }
  return row
}

/** DER sorts a SET OF by the encodings, which begin with their lengths and go on with the OID. */
function byEncoding(one: SubjectAttribute, other: SubjectAttribute): number {
  const difference = Buffer.byteLength(one.value) - Buffer.byteLength(other.value)
  return difference === 0 ? one.oid.localeCompare(other.oid, 'en', { numeric: true }) : difference
}
