import {
  boundaryFrom,
  messageLength,
  messageTail,
  writeMessageHead,
  writePartHead,
} from '../../protocol/message/message-writer.ts'
import type { OutgoingOctets } from '../ports/peers.ts'
import type { Ports } from '../ports/ports.ts'
import { bodyOctets, type SynchRequest } from './request.ts'

/** The octets of a request that goes on to another node, its label anew and its parts as they came. */
export function requestOctets(
  { label, parts, body }: SynchRequest,
  { ids, blobStore }: Pick<Ports, 'ids' | 'blobStore'>,
): OutgoingOctets {
  const boundary = boundaryFrom(ids.random(16))
  const head = writeMessageHead(label, boundary)
  async function* pieces(): AsyncIterable<Uint8Array> {
    yield head
    for (const part of parts) {
      yield writePartHead(part, boundary)
      yield* bodyOctets(body, { start: part.offset, end: part.offset + part.length }, blobStore)
    }
    yield messageTail(boundary)
  }
  const length = messageLength(head, boundary, parts)
  return { txId: label.txId, contentType: 'message/rfc822', length, pieces }
}
