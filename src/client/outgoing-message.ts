import { randomBytes } from 'node:crypto'
import type { Label } from '../protocol/label/label.ts'
import {
  boundaryFrom,
  messageLength,
  messageTail,
  newPartHeaders,
  writeMessageHead,
  writePartHead,
} from '../protocol/message/message-writer.ts'
import { Base64Encoder, base64Length } from '../protocol/mime/base64-encoder.ts'
import { ClientError } from './client-error.ts'
import type { RequestBody } from './connection.ts'

/** How a file's octets are written into its part; `7bit` and `8bit` promise something of the file and change nothing. */
export type OutgoingEncoding = 'binary' | 'base64' | '7bit' | '8bit'

/** A file on its way out: read once, as a stream. */
export interface OutgoingPart {
  readonly source: AsyncIterable<Uint8Array>
  /** Octets that `source` gives; one more or less breaks the sending off. */
  readonly bytes: number
  readonly contentType: string
  readonly transferEncoding: OutgoingEncoding
  readonly fileName?: string
}

/** A message to send: a whole label, and one part for each of its data entries, in their order. */
export interface OutgoingMessage {
  readonly label: Label
  readonly parts: readonly OutgoingPart[]
}

/** A message as the body of a request: its length is known before its first octet, no part is ever held in memory. */
export function messageBody({ label, parts }: OutgoingMessage): RequestBody {
  const boundary = boundaryFrom(randomBytes(16))
  const head = writeMessageHead(label, boundary)
  const structure = parts.map((part) => ({ headers: newPartHeaders(part), length: encodedLength(part) }))
  return {
    length: messageLength(head, boundary, structure),
    pieces: pieces(
      head,
      structure.map((part) => writePartHead(part, boundary)),
      parts,
      messageTail(boundary),
    ),
  }
}

async function* pieces(
  head: Uint8Array,
  heads: readonly Uint8Array[],
  parts: readonly OutgoingPart[],
  tail: Uint8Array,
): AsyncIterable<Uint8Array> {
  yield head
  for (const [index, part] of parts.entries()) {
    const partHead = heads[index]
    if (partHead !== undefined) yield partHead
    if (part.transferEncoding === 'base64') yield* encoded(exactly(part))
    else yield* exactly(part)
  }
  yield tail
}

function encodedLength({ bytes, transferEncoding }: OutgoingPart): number {
  return transferEncoding === 'base64' ? base64Length(bytes) : bytes
}

async function* encoded(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const encoder = new Base64Encoder()
  for await (const piece of source) yield encoder.push(piece)
  yield encoder.end()
}

/** The source's octets; throws when they are not as many as was said, before the message could be taken for whole. */
async function* exactly({ source, bytes, fileName }: OutgoingPart): AsyncIterable<Uint8Array> {
  let given = 0
  for await (const piece of source) {
    given += piece.length
    if (given > bytes) throw changed(fileName, bytes)
    yield piece
  }
  if (given < bytes) throw changed(fileName, bytes)
}

function changed(fileName: string | undefined, bytes: number): ClientError {
  const name = fileName ?? ''
  return new ClientError('FileChanged', {
    words: {
      sv: `Filen ${name} ändrades medan den sändes: den var ${bytes} byte när sändningen började. Inget är mottaget.`,
      en: `The file ${name} changed while it was sent: it had ${bytes} bytes at the beginning. Nothing was received.`,
    },
    cure: {
      sv: 'Sänd den igen när den är färdigskriven.',
      en: 'Send it again when it has been written to its end.',
    },
  })
}
