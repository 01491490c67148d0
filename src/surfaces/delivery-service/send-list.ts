import type { Exchange } from '../../exchange/exchange.ts'
import type { OpenMailbox } from '../../exchange/mailbox/open-mailbox.ts'
import type { MessageRecord } from '../../exchange/ports/message-log.ts'
import {
  messageListEntry,
  messageListHead,
  messageListTail,
} from '../../protocol/message-list/message-list-writer.ts'
import type { MessageListEntry } from '../../protocol/message-list/message-list.ts'
import type { Call } from '../http/call.ts'
import { PacedAnswer } from '../http/paced-answer.ts'
import { conditionsOf } from './conditions.ts'

/** Octets of entries written at once: a slow reader holds up no more of them. */
const pieceBytes = 64 * 1024

/** Streams the message list of a mailbox; `product` is the path's last segment, where it named one. */
export async function sendList(
  call: Call,
  mailbox: OpenMailbox,
  product: string | undefined,
  exchange: Exchange,
): Promise<void> {
  const conditions = conditionsOf(call.query, product, exchange.time)
  const { response, limits } = call
  const answer = new PacedAnswer(response, limits.idleTimeout)
  const begin = async (): Promise<void> => {
    response.writeHead(200, { 'content-type': 'application/xml; charset=ISO-8859-1' })
    await answer.write(messageListHead())
  }
  // Begun with the first batch, so that a store that fails is still a 500.
  for await (const batch of exchange.list(mailbox, conditions)) {
    if (!response.headersSent) await begin()
    for (const piece of piecesOf(batch, exchange)) await answer.write(piece)
  }
  if (!response.headersSent) await begin()
  response.end(messageListTail())
}

/** The entries of a batch in pieces of at most `pieceBytes`, each made when it is asked for; a longer entry is one by itself. */
function* piecesOf(batch: readonly MessageRecord[], exchange: Exchange): Generator<Uint8Array> {
  let gathered: Uint8Array[] = []
  let length = 0
  for (const message of batch) {
    const entry = messageListEntry(entryOf(message, exchange))
    if (length > 0 && length + entry.length > pieceBytes) {
      yield Buffer.concat(gathered)
      gathered = []
      length = 0
    }
    gathered.push(entry)
    length += entry.length
  }
  if (length > 0) yield Buffer.concat(gathered)
}

function entryOf({ label, arrivedAt, handling, size }: MessageRecord, exchange: Exchange): MessageListEntry {
  return {
    txId: label.txId,
    // What waited for a directory or for opening hours came into the mailbox later than into the node.
    timestamp: exchange.time.format(handling?.since ?? arrivedAt),
    corrId: label.corrId,
    contentId: label.content.contentId,
    size,
    ...(label.originator === undefined ? {} : { originator: label.originator.text }),
    ...(label.from === undefined ? {} : { from: label.from.address }),
    ...(label.to === undefined ? {} : { to: label.to.address }),
    ...(label.endRecipient === undefined ? {} : { endRecipient: label.endRecipient.text }),
    product: label.product.id,
    sequenceType: label.sequenceType,
    status: label.status,
    meta: label.meta,
    ...(label.subject === undefined ? {} : { subject: label.subject }),
    data: label.content.data,
  }
}
