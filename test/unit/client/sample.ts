import { newLabel } from '../../../src/client/new-label.ts'
import type { OutgoingEncoding, OutgoingMessage } from '../../../src/client/outgoing-message.ts'

export const txId = '3f1c9a52-0d6b-4c55-9f6e-0c2a5f1d7b10'
export const product = '5c1e0000-0000-4000-8000-000000000001'

/** A message of one file. */
export function sampleMessage(
  content: Uint8Array,
  {
    encoding = 'binary',
    says = content.length,
  }: { readonly encoding?: OutgoingEncoding; readonly says?: number } = {},
): OutgoingMessage {
  return {
    label: newLabel({
      txId,
      from: '5560000001',
      to: '2021000001',
      product,
      status: 'production',
      sequenceType: 'event',
      datetime: '2026-11-02T08:00:00',
      subject: 'Lön för åäö och 日本',
      meta: [{ name: 'år', value: '2026' }],
      data: [{ datapartType: 'data', fileName: 'lön.txt', bytes: says }],
    }),
    parts: [
      {
        source: inPieces(content),
        bytes: says,
        contentType: 'text/plain',
        transferEncoding: encoding,
        fileName: 'lön.txt',
      },
    ],
  }
}

async function* inPieces(content: Uint8Array, size = 1000): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

export async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}
