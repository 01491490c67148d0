import {
  boundaryFrom,
  messageTail,
  writeMessageHead,
  writePartHead,
} from '../../protocol/message/message-writer.ts'
import type { MessageRecord } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { Refusal } from '../refusal.ts'

/** A whole message as it goes out: its size is known before its first octet. */
export interface MessageOctets {
  readonly contentType: string
  /** Octets of `pieces` and `tail` together. */
  readonly length: number
  /** Everything but the closing delimiter. */
  readonly pieces: () => AsyncIterable<Uint8Array>
  /** The closing delimiter: without it the message is not whole. */
  readonly tail: Uint8Array
}

/** Makes the octets of a stored message: label and structure anew, the parts' contents as they came. */
export async function messageOctets(message: MessageRecord, ports: Ports): Promise<MessageOctets> {
  const boundary = boundaryFrom(ports.ids.random(16))
  const head = writeMessageHead(message.label, boundary)
  const partHeads = message.parts.map((part) => writePartHead(part, boundary))
  const tail = messageTail(boundary)
  const framing = partHeads.reduce((sum, part) => sum + part.length, head.length + tail.length)
  const row = message.blobId === undefined ? await ports.messageLog.rowBody(message.receiptId) : undefined
  if (message.blobId === undefined && row === undefined) throw gone(message)
  if (message.blobId !== undefined) await proveThere(message, message.blobId, ports)
  return {
    contentType: 'message/rfc822',
    length: framing + message.size,
    pieces: () => pieces(message, head, partHeads, row, ports),
    tail,
  }
}

/** Throws while the fetcher can still be told in words: a first octet that goes out can't be taken back. */
async function proveThere(message: MessageRecord, blobId: string, ports: Ports): Promise<void> {
  try {
    for await (const _ of ports.blobStore.read(blobId, { start: 0, end: 1 })) return
  } catch (error) {
    // It may have been purged since it was looked up.
    const [now] = await ports.messageLog.byReceiptId([message.receiptId])
    throw now?.contentPurgedAt === undefined ? error : gone(message)
  }
}

async function* pieces(
  message: MessageRecord,
  head: Uint8Array,
  partHeads: readonly Uint8Array[],
  row: Uint8Array | undefined,
  ports: Ports,
): AsyncIterable<Uint8Array> {
  yield head
  for (const [index, part] of message.parts.entries()) {
    const partHead = partHeads[index]
    if (partHead !== undefined) yield partHead
    const end = part.offset + part.length
    if (row !== undefined) yield row.subarray(part.offset, end)
    else if (message.blobId !== undefined && part.length > 0) {
      yield* ports.blobStore.read(message.blobId, { start: part.offset, end })
    }
  }
}

/** The message is there and its body is not. */
export function gone(message: MessageRecord): Refusal {
  return new Refusal('gone', 'ContentPurged', {
    words: {
      sv: `Innehållet i meddelandet ${message.label.txId} är borttaget; kvittensen finns kvar.`,
      en: `The content of the message ${message.label.txId} has been removed; its receipt remains.`,
    },
  })
}
