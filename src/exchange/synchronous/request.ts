import type { PartIndex } from '../../protocol/message/stored-part.ts'
import { partDecoder } from '../../protocol/mime/transfer-encoding.ts'
import type { Body } from '../ports/message-log.ts'
import type { BlobStore } from '../ports/blob-store.ts'
import type { SentLabel } from '../route/route.ts'

/** A synchronous request as it was read: its body lies here only until it is answered. */
export interface SynchRequest {
  /** With its receiver said. */
  readonly label: SentLabel
  readonly caller: string
  readonly parts: readonly PartIndex[]
  readonly body: Body
}

/** Raw octets of a body that is not in the log yet. */
export async function* bodyOctets(
  body: Body,
  { start, end }: { readonly start: number; readonly end: number },
  blobs: BlobStore,
): AsyncIterable<Uint8Array> {
  if (start === end) return
  if (body.at === 'row') yield body.bytes.subarray(start, end)
  else yield* blobs.read(body.id, { start, end })
}

/** The file of a part, as the sender had it. */
export async function* fileOctets(part: PartIndex, body: Body, blobs: BlobStore): AsyncIterable<Uint8Array> {
  const decoder = partDecoder(part.transferEncoding)
  const range = { start: part.offset, end: part.offset + part.length }
  for await (const piece of bodyOctets(body, range, blobs)) {
    const decoded = decoder.push(piece)
    if (decoded.length > 0) yield decoded
  }
  const rest = decoder.end()
  if (rest.length > 0) yield rest
}
