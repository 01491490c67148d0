import { choice, type Draft } from '../xml/field-readers.ts'
import { readOrganisation, readUuid } from '../xml/identity-fields.ts'
import { documentLimits } from '../xml/xml-limits.ts'
import { XmlReader } from '../xml/xml-reader.ts'
import { missingElement, unexpectedElement } from '../xml/xml-words.ts'

/** What tells one `shs.product` from another (section 4): its id, its name and who owns it. */
export interface ProductIdentity {
  /** Lower-case UUID. */
  readonly uuid: string
  readonly commonName?: string
  readonly labeledUri?: string
  /** Ten digits. */
  readonly principal: string
  readonly principalName?: string
  /** A reply is required. */
  readonly replyRequired: boolean
}

/** The identity in the octets of an `shs.product`; the rest of the document has only to be well-formed. Throws an `XmlError`. */
export function readProductIdentity(bytes: Uint8Array): ProductIdentity {
  const reader = new XmlReader(bytes, { limits: documentLimits, code: 'IllegalDatapartContent' })
  reader.root(['shs.product'])
  const at = reader.position
  const uuid = readUuid(reader)
  const replyRequired = choice(reader, 'resp-required', ['yes', 'no'], 'yes') === 'yes'
  const commonName = reader.filled('commonName')
  const labeledUri = reader.filled('labeledURI')
  let principal: string | undefined
  let principalName: string | undefined
  while (reader.child()) {
    if (reader.name !== 'principal') {
      reader.skip()
    } else if (principal === undefined) {
      principalName = reader.filled('commonName')
      principal = readOrganisation(reader)
    } else {
      throw reader.fault(unexpectedElement('shs.product', 'principal', ['data']))
    }
  }
  reader.end()
  if (principal === undefined) throw reader.fault(missingElement('shs.product', ['principal']), at)
  const identity: Draft<ProductIdentity> = { uuid, principal, replyRequired }
  if (commonName !== undefined) identity.commonName = commonName
  if (labeledUri !== undefined) identity.labeledUri = labeledUri
  if (principalName !== undefined) identity.principalName = principalName
  return identity
}
