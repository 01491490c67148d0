import type { ProductReference } from '../label/label.ts'
import { parseProductId } from '../urn.ts'
import { choice, type Draft } from '../xml/field-readers.ts'
import { readOrganisation, readUuid } from '../xml/identity-fields.ts'
import { documentLimits } from '../xml/xml-limits.ts'
import { XmlReader } from '../xml/xml-reader.ts'
import { elementPlace, expected, illegalValue, missingElement, unexpectedElement } from '../xml/xml-words.ts'

/** What tells one `shs.agreement` from another (section 4): its id, its parties and its product types. */
export interface AgreementIdentity {
  /** Lower-case UUID. */
  readonly uuid: string
  readonly transferType: 'asynch' | 'synch' | 'any'
  readonly contract?: string
  /** Ten digits. */
  readonly principal: string
  readonly principalName?: string
  /** Ten digits; absent means any customer. */
  readonly customer?: string
  readonly customerName?: string
  /** At least one. */
  readonly products: readonly ProductReference[]
}

type Parties = Pick<
  AgreementIdentity,
  'principal' | 'principalName' | 'customer' | 'customerName' | 'products'
>

/** The identity in the octets of an `shs.agreement`; the rest of the document has only to be well-formed. Throws an `XmlError`. */
export function readAgreementIdentity(bytes: Uint8Array): AgreementIdentity {
  const reader = new XmlReader(bytes, { limits: documentLimits, code: 'IllegalDatapartContent' })
  reader.root(['shs.agreement'])
  const at = reader.position
  const uuid = readUuid(reader)
  const transferType = choice(reader, 'transfer-type', ['asynch', 'synch', 'any'], undefined)
  const contract = reader.filled('contract')
  let parties: Parties | undefined
  while (reader.child()) {
    if (reader.name !== 'shs') reader.skip()
    else if (parties === undefined) parties = readParties(reader)
    else throw reader.fault(unexpectedElement('shs.agreement', 'shs', ['general']))
  }
  reader.end()
  if (parties === undefined) throw reader.fault(missingElement('shs.agreement', ['shs']), at)
  return { uuid, transferType, ...(contract === undefined ? {} : { contract }), ...parties }
}

function readParties(reader: XmlReader): Parties {
  const at = reader.position
  const parties: Partial<Draft<Parties>> = {}
  const products: ProductReference[] = []
  while (reader.child()) {
    const name = reader.filled('commonName')
    if (reader.name === 'principal' && parties.principal === undefined) {
      if (name !== undefined) parties.principalName = name
      parties.principal = readOrganisation(reader)
    } else if (reader.name === 'customer' && parties.customer === undefined) {
      if (name !== undefined) parties.customerName = name
      parties.customer = readOrganisation(reader)
    } else if (reader.name === 'product') {
      products.push(readProduct(reader))
    } else if (reader.name === 'principal' || reader.name === 'customer') {
      throw reader.fault(unexpectedElement('shs', reader.name, ['product', 'direction', 'confirm']))
    } else {
      reader.skip()
    }
  }
  const { principal } = parties
  if (principal === undefined) throw reader.fault(missingElement('shs', ['principal']), at)
  if (products.length === 0) throw reader.fault(missingElement('shs', ['product']), at)
  return { ...parties, principal, products }
}

function readProduct(reader: XmlReader): ProductReference {
  const { position } = reader
  const commonName = reader.filled('commonName')
  const labeledUri = reader.filled('labeledURI')
  const text = reader.text()
  const id = parseProductId(text)
  if (id === undefined)
    throw reader.fault(illegalValue(elementPlace('product'), text, expected.product), position)
  const product: Draft<ProductReference> = { id }
  if (commonName !== undefined) product.commonName = commonName
  if (labeledUri !== undefined) product.labeledUri = labeledUri
  return product
}
