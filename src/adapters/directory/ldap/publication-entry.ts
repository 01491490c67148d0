import type { Publication } from '../../../exchange/ports/directory.ts'
import { formatUrn } from '../../../protocol/urn.ts'
import type { Rdn } from './distinguished-name.ts'
import { attribute, objectClass } from './schema-names.ts'

/** What a publication is as an entry of the directory. */
export interface PublicationEntry {
  readonly kind: Publication['kind']
  readonly objectClass: string
  /** The UUID that it is found by. */
  readonly id: string
  readonly rdn: Rdn
  /** Each attribute that publishing decides, with no values where it should not be there. */
  readonly attributes: Readonly<Record<string, readonly string[]>>
}

export function publicationEntry(publication: Publication): PublicationEntry {
  switch (publication.kind) {
    case 'product':
      return {
        kind: 'product',
        objectClass: objectClass.product,
        id: publication.uuid,
        rdn: [{ type: attribute.productName, value: publication.name }],
        attributes: {
          [attribute.productName]: [publication.name],
          [attribute.serialNumber]: [publication.uuid],
          [attribute.principal]: [formatUrn(publication.principal)],
          [attribute.description]: oneOrNone(publication.description),
          [attribute.productDescription]: oneOrNone(publication.descriptionUrl),
        },
      }
    case 'agreement':
      return {
        kind: 'agreement',
        objectClass: objectClass.agreement,
        id: publication.uuid,
        rdn: [{ type: attribute.serialNumber, value: publication.uuid }],
        attributes: {
          [attribute.serialNumber]: [publication.uuid],
          [attribute.principal]: [formatUrn(publication.principal)],
          [attribute.productId]: publication.products,
          [attribute.productName]: oneOrNone(publication.productName),
          [attribute.transferType]: oneOrNone(publication.transferType),
          [attribute.confirmation]:
            publication.confirm === undefined ? [] : [publication.confirm ? 'yes' : 'no'],
          [attribute.description]: oneOrNone(publication.description),
          [attribute.documentUrl]: oneOrNone(publication.documentUrl),
        },
      }
    case 'address':
      return {
        kind: 'address',
        objectClass: objectClass.address,
        id: publication.product,
        rdn: [
          { type: attribute.organisationNumber, value: publication.actor },
          { type: attribute.serialNumber, value: publication.product },
        ],
        attributes: {
          [attribute.organisationNumber]: [publication.actor],
          [attribute.serialNumber]: [publication.product],
          [attribute.deliveryMethods]: [publication.url],
        },
      }
  }
}

function oneOrNone(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [value]
}
