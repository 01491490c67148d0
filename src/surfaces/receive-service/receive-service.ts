import type { Exchange } from '../../exchange/exchange.ts'
import type { Accepted, Answered } from '../../exchange/receive/receive.ts'
import { formatReceiptId } from '../../protocol/receipt-id.ts'
import { answerText } from '../http/answer.ts'
import type { Call, Route } from '../http/call.ts'
import { PacedAnswer } from '../http/paced-answer.ts'
import { RequestBody } from '../http/request-body.ts'

/** The receive service, RS (shs-protocol.md 5): a message is posted, and 202 says that it is safe. */
export function receiveService(exchange: Exchange): Route {
  return {
    name: '/shs/rs',
    methods: ['POST'],
    language: 'en',
    matches: (path) => path === '/shs/rs',
    handle: (call) => takeIn(call, exchange),
  }
}

async function takeIn(call: Call, exchange: Exchange): Promise<void> {
  const { request, response, caller, limits, clock } = call
  const contentType = request.headers['content-type']
  const taken = await exchange.receive({
    caller,
    channel: 'shs',
    body: new RequestBody(request, limits, clock),
    ...(contentType === undefined ? {} : { contentType }),
  })
  if (taken.kind === 'answered') return giveReply(taken, call)
  answerText(response, 202, taken.message.label.txId, headersOf(taken, exchange))
}

/** A reply that breaks off breaks the connection: nobody takes half of it for the whole. */
async function giveReply(answered: Answered, { response, limits }: Call): Promise<void> {
  await using _read = answered
  const answer = new PacedAnswer(response, limits.idleTimeout)
  for await (const piece of answered.octets) {
    if (!response.headersSent) response.writeHead(200, { 'content-type': answered.contentType })
    await answer.write(piece)
  }
  await answer.end(new Uint8Array())
}

function headersOf({ message, duplicate }: Accepted, exchange: Exchange): Record<string, string> {
  const { label, receiptId, arrivedAt } = message
  return {
    'content-type': 'text/plain',
    'X-shs-txid': label.txId,
    'X-shs-corrid': asHeader(label.corrId),
    'X-shs-contentid': asHeader(label.content.contentId),
    'X-shs-nodeid': exchange.node.nodeId,
    'X-shs-localid': formatReceiptId(receiptId),
    'X-shs-arrivaldate': exchange.time.format(arrivedAt),
    'X-shs-duplicatemsg': duplicate ? 'yes' : 'no',
  }
}

/** An id may hold letters that no HTTP header can; peers of the field show them as question marks too. */
function asHeader(id: string): string {
  return id.replaceAll(/[^ -~]/g, '?')
}
