import {
  boundaryFrom,
  messageTail,
  newPartHeaders,
  writeMessageHead,
  writePartHead,
} from '../../protocol/message/message-writer.ts'
import type { HandledReply } from '../ports/handlers.ts'
import { withReceivedHistory } from '../receive/history.ts'
import { newReceiptId } from '../receipts/new-receipt-id.ts'
import type { SentLabel } from '../route/route.ts'
import type { ReplyOctets } from './answer-request.ts'
import { replyLabel } from './reply-label.ts'
import type { SynchWorld } from './synch-world.ts'

/** The reply message around a file that was made here. */
export async function replyFromFile(
  { contentType, fileName, bytes, file }: Omit<HandledReply, 'kind'>,
  request: SentLabel,
  { ports: { ids, clock }, node, time }: SynchWorld,
): Promise<ReplyOctets> {
  const datetime = time.format(clock.now())
  const name = fileName === undefined ? {} : { fileName }
  const label = replyLabel(request, {
    contentId: ids.uuid(),
    datetime,
    data: { datapartType: 'reply', ...name, ...(bytes === undefined ? {} : { bytes }) },
  })
  const boundary = boundaryFrom(ids.random(16))
  const head = writeMessageHead(
    withReceivedHistory(label, node.nodeId, newReceiptId(ids), datetime),
    boundary,
  )
  const headers = newPartHeaders({ contentType, transferEncoding: 'binary', ...name })
  async function* pieces(): AsyncIterable<Uint8Array> {
    const octets = file[Symbol.asyncIterator]()
    try {
      yield head
      yield writePartHead({ headers }, boundary)
      for (let step = await octets.next(); step.done !== true; step = await octets.next()) yield step.value
    } finally {
      // Also where somebody leaves before its first octet: who makes it must be told.
      await octets.return?.()
    }
  }
  return { pieces: pieces(), tail: () => messageTail(boundary) }
}
