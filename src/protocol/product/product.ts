import type { DocumentParty } from '../xml/identity-fields.ts'

/** How a data part is written as a MIME part; absent attributes have the values of the DTD. */
export interface PartMime {
  readonly type: string
  readonly subtype: string
  readonly textCharset: string
  readonly transferEncoding: 'binary' | 'base64'
}

/**
 * What a data part is protected with. The algorithms are historic: a node reads `digest` and `dsig` as "sign" and
 * `encryption` as "encrypt" (section 4). Each holds the element's text; its attributes are passed over.
 */
export interface PartSecurity {
  readonly digest?: string
  readonly encryption?: string
  readonly dsig?: string
}

/** A data part that a message of the product type has, or its reply. */
export interface PartDescription {
  readonly datapartType: string
  /** As written; a number in most documents. */
  readonly minOccurs: string
  /** As written; a number in most documents. */
  readonly maxOccurs: string
  readonly dataType?: string
  readonly description?: string
  readonly mime: PartMime
  readonly security?: PartSecurity
}

/** `shs.product` 1.2 (section 4): the description of a product type. */
export interface ShsProduct {
  /** Lower-case UUID. */
  readonly uuid: string
  readonly commonName?: string
  readonly labeledUri?: string
  /** `resp-required`: a reply is required. */
  readonly replyRequired: boolean
  readonly principal: DocumentParty
  /** At least one. */
  readonly data: readonly PartDescription[]
  readonly replyData: readonly PartDescription[]
  readonly description?: string
}
