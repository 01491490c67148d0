import type { ShsAgreement } from '../../protocol/agreement/agreement.ts'
import { decodeLatin1, encodeLatin1 } from '../../protocol/latin1.ts'
import { Base64Decoder } from '../../protocol/mime/base64-decoder.ts'
import { Base64Encoder } from '../../protocol/mime/base64-encoder.ts'
import { actorOf } from '../../protocol/urn.ts'
import type { Agreement, Negotiation, Standing } from '../ports/registry.ts'

/** The entry of an agreement: what is read from its document, and the document's octets unchanged. */
export function agreementEntry(
  { uuid, principal, customer, products }: ShsAgreement,
  document: Uint8Array,
): Agreement {
  return {
    kind: 'agreement',
    uuid,
    principal: actorOf(principal.address),
    ...(customer !== undefined && { customer: actorOf(customer.address) }),
    products: products.map(({ id }) => id),
    document: base64Of(document),
  }
}

/** The octets of an agreement's document. */
export function documentOf({ document }: Pick<Agreement, 'document'>): Uint8Array {
  const decoder = new Base64Decoder()
  const octets = decoder.push(encodeLatin1(document))
  decoder.end()
  return octets
}

/** How far an agreement has come that is not in force: it is being made, or was declined, and has no effect. */
export interface Pending extends Negotiation {
  readonly standing: Exclude<Standing, 'agreed'>
}

/** Undefined where the agreement is in force, however it was made. */
export function pendingOf({ negotiation }: Pick<Agreement, 'negotiation'>): Pending | undefined {
  if (negotiation === undefined) return undefined
  const { standing } = negotiation
  return standing === 'agreed' ? undefined : { ...negotiation, standing }
}

export function isInForce(entry: Pick<Agreement, 'negotiation'>): boolean {
  return pendingOf(entry) === undefined
}

/** On one line, as entries hold it. */
function base64Of(octets: Uint8Array): string {
  const encoder = new Base64Encoder()
  const lines = decodeLatin1(encoder.push(octets)) + decodeLatin1(encoder.end())
  return lines.replaceAll('\r\n', '')
}
