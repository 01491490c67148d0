import { withoutUrnPrefix } from '../urn.ts'
import type { Draft } from '../xml/field-readers.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import type { Address, Party, ProductReference } from './label.ts'

/** A value read from an element, with where that element began. */
export interface Found<T> {
  readonly value: T
  readonly at: number
}

const partyAttributes = ['name', 'labeledURI']
const fromAttributes = ['commonName', 'e-mail', 'labeledURI']
const toAttributes = ['commonName']
const productAttributes = ['commonName', 'labeledURI']

/** The `originator` or `end-recipient` just opened. */
export function readParty(reader: XmlReader): Party {
  reader.allow(partyAttributes)
  const party: Draft<Party> = { text: '' }
  const name = reader.filled('name')
  if (name !== undefined) party.name = name
  const labeledUri = reader.filled('labeledURI')
  if (labeledUri !== undefined) party.labeledUri = labeledUri
  party.text = withoutUrnPrefix(reader.text())
  return party
}

/** The `from` or `to` just opened; its text is kept as it stands, for `checkAddress`. */
export function readAddress(reader: XmlReader): Found<Address> {
  reader.allow(reader.name === 'from' ? fromAttributes : toAttributes)
  const at = reader.position
  const address: Draft<Address> = { address: '' }
  const commonName = reader.filled('commonName')
  if (commonName !== undefined) address.commonName = commonName
  const email = reader.filled('e-mail')
  if (email !== undefined) address.email = email
  const labeledUri = reader.filled('labeledURI')
  if (labeledUri !== undefined) address.labeledUri = labeledUri
  address.address = reader.text()
  return { value: address, at }
}

/** The `product` just opened; its text is kept as it stands, for `checkProduct`. */
export function readProduct(reader: XmlReader): Found<ProductReference> {
  reader.allow(productAttributes)
  const at = reader.position
  const product: Draft<ProductReference> = { id: '' }
  const commonName = reader.filled('commonName')
  if (commonName !== undefined) product.commonName = commonName
  const labeledUri = reader.filled('labeledURI')
  if (labeledUri !== undefined) product.labeledUri = labeledUri
  product.id = reader.text()
  return { value: product, at }
}
