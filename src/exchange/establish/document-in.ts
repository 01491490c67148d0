import type { Ports } from '../ports/ports.ts'
import { fileOctets } from '../synchronous/request.ts'
import type { Arriving } from './establish.ts'
import { largeAgreement, mostAgreementOctets } from './refusals.ts'

/** The file in the first data part of a message, which is the document. Throws where it is larger than `mostAgreementOctets`. */
export async function documentIn(
  { parts, body }: Pick<Arriving, 'parts' | 'body'>,
  { blobStore }: Pick<Ports, 'blobStore'>,
): Promise<Uint8Array> {
  const [part] = parts
  if (part === undefined) return new Uint8Array()
  if (part.bytes > mostAgreementOctets) throw largeAgreement(part.bytes)
  const document = new Uint8Array(part.bytes)
  let at = 0
  for await (const piece of fileOctets(part, body, blobStore)) {
    document.set(piece, at)
    at += piece.length
  }
  return document
}
