import type { Address, ProductReference } from '../label/label.ts'
import { parseOrganisationNumber } from '../organisation-number.ts'
import { isUuid, parseAddress, parseProductId, parseUrn } from '../urn.ts'
import type { Draft } from './field-readers.ts'
import type { XmlReader } from './xml-reader.ts'
import { attributePlace, elementPlace, expected, illegalValue } from './xml-words.ts'

/** A principal or customer: ten digits, optionally with "." and the actor's own part, and its name (section 4). */
export type DocumentParty = Pick<Address, 'address' | 'commonName' | 'labeledUri'>

const referenceAttributes = ['commonName', 'labeledURI']

/** The `uuid` of the root just opened, in lower case. */
export function readUuid(reader: XmlReader): string {
  const text = reader.required('uuid', expected.uuid)
  const uuid = parseUrn(text)
  if (!isUuid(uuid))
    throw reader.fault(illegalValue(attributePlace(reader.name, 'uuid'), text, expected.uuid))
  return uuid.toLowerCase()
}

/** The `principal` or `customer` just opened; its number may be bare, in a URN, with a hyphen or with the prefix 16. */
export function readParty(reader: XmlReader): DocumentParty {
  reader.allow(referenceAttributes)
  const { name, position } = reader
  const party: Draft<DocumentParty> = { address: '', ...readReference(reader) }
  const text = reader.text()
  const value = parseUrn(text)
  const address = parseOrganisationNumber(value) ?? (parseAddress(value) === undefined ? undefined : value)
  if (address === undefined) {
    throw reader.fault(illegalValue(elementPlace(name), text, expected.organisation), position)
  }
  party.address = address
  return party
}

/** The `product` of an agreement just opened. */
export function readProductReference(reader: XmlReader): ProductReference {
  reader.allow(referenceAttributes)
  const { name, position } = reader
  const reference = readReference(reader)
  const text = reader.text()
  const id = parseProductId(text)
  if (id === undefined) throw reader.fault(illegalValue(elementPlace(name), text, expected.product), position)
  return { id, ...reference }
}

function readReference(reader: XmlReader): { commonName?: string; labeledUri?: string } {
  const commonName = reader.filled('commonName')
  const labeledUri = reader.filled('labeledURI')
  return {
    ...(commonName !== undefined && { commonName }),
    ...(labeledUri !== undefined && { labeledUri }),
  }
}
