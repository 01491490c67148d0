import type { Exchange } from '../../exchange/exchange.ts'
import type { OpenMailbox } from '../../exchange/mailbox/open-mailbox.ts'
import type { Call } from '../http/call.ts'
import { PacedAnswer } from '../http/paced-answer.ts'

/**
 * Streams a message to its fetcher. It is marked as fetched before its last octets go out, so that who has the whole
 * of it finds it gone from the list; when the connection breaks before that, it waits again.
 */
export async function sendMessage(
  call: Call,
  mailbox: OpenMailbox,
  txId: string,
  exchange: Exchange,
): Promise<void> {
  await using fetching = await exchange.fetch(mailbox, txId)
  const { octets } = fetching
  const { response } = call
  response.writeHead(200, { 'content-type': octets.contentType, 'content-length': octets.length })
  const answer = new PacedAnswer(response, call.limits.idleTimeout)
  for await (const piece of octets.pieces()) await answer.write(piece)
  await answer.flushed()
  await fetching.fetched()
  // The lease is held until the last octets are handed on: nobody else is given a message that is still on its way.
  try {
    await answer.end(octets.tail)
  } catch (error) {
    await fetching.takeBack()
    throw error
  }
}
