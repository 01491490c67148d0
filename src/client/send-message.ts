import { answerError, headerOf } from './answer-error.ts'
import { textOf } from './answer-body.ts'
import type { Connection } from './connection.ts'
import { messageBody, type OutgoingMessage } from './outgoing-message.ts'
import { shsPath } from './shs-path.ts'

/** The answer's text is the tx.id; one that is longer is not looked at. */
const maxAnswer = 64 * 1024

/** That the other node holds the message: ids of the own label, and what its answer's headers say. */
export interface SentReceipt {
  readonly txId: string
  readonly corrId: string
  readonly contentId: string
  /** True where the node had this tx.id before: nothing was stored a second time. */
  readonly duplicate: boolean
  /** `X-shs-localid`: in a Kvittens node the receipt id. Not every node gives one. */
  readonly receiptId?: string
  readonly nodeId?: string
  /** `yyyy-MM-ddTHH:mm:ss` by the other node's clock; of the first arrival where it is a duplicate. */
  readonly arrivedAt?: string
}

/** Posts a message to the receive service; resolves on its 202, and throws a `ClientError` on anything else. */
export async function sendMessage(
  message: OutgoingMessage,
  connection: Connection,
  base: string,
): Promise<SentReceipt> {
  const answer = await connection.call({
    method: 'POST',
    path: shsPath(base, 'rs'),
    headers: { 'content-type': 'message/rfc822' },
    body: messageBody(message),
  })
  if (answer.statusCode !== 202) throw await answerError(answer, connection.host)
  await textOf(answer, connection.host, maxAnswer)
  const { txId, corrId, content } = message.label
  const optional = {
    receiptId: headerOf(answer, 'x-shs-localid'),
    nodeId: headerOf(answer, 'x-shs-nodeid'),
    arrivedAt: headerOf(answer, 'x-shs-arrivaldate'),
  }
  return {
    txId,
    corrId,
    contentId: content.contentId,
    duplicate: headerOf(answer, 'x-shs-duplicatemsg')?.toLowerCase() === 'yes',
    ...(optional.receiptId === undefined ? {} : { receiptId: optional.receiptId }),
    ...(optional.nodeId === undefined ? {} : { nodeId: optional.nodeId }),
    ...(optional.arrivedAt === undefined ? {} : { arrivedAt: optional.arrivedAt }),
  }
}
