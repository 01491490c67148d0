import type { Exchange } from '../../exchange/exchange.ts'
import type { OpenMailbox } from '../../exchange/mailbox/open-mailbox.ts'
import { Refusal } from '../../exchange/refusal.ts'
import { isUuid, parseUrn } from '../../protocol/urn.ts'
import { answerText } from '../http/answer.ts'
import type { Call, Route } from '../http/call.ts'
import { pathSegments } from '../http/path-segments.ts'
import { sendList } from './send-list.ts'
import { sendMessage } from './send-message.ts'

const prefix = '/shs/ds/'

/** The delivery service, DS (shs-protocol.md 6): an actor lists, fetches and acknowledges what waits for it. */
export function deliveryService(exchange: Exchange): Route {
  return {
    name: '/shs/ds/{address}',
    methods: ['GET', 'POST'],
    language: 'en',
    matches: (path) => path.startsWith(prefix) || path === prefix.slice(0, -1),
    handle: (call) => deliverOrTell(call, exchange),
  }
}

/** One who may not do what they ask is told no, and the ledger keeps it. */
async function deliverOrTell(call: Call, exchange: Exchange): Promise<void> {
  try {
    await deliver(call, exchange)
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'forbidden')
      await exchange.refused(error, call.caller, 'shs')
    throw error
  }
}

async function deliver(call: Call, exchange: Exchange): Promise<void> {
  const [address = '', item = ''] = pathSegments(call.path.slice(prefix.length)).map(parseUrn)
  if (address === '') throw noAddress()
  const mailbox = await exchange.openMailbox(call.caller, address)
  if (call.request.method === 'POST') return acknowledge(call, mailbox, item, exchange)
  if (item === '') return sendList(call, mailbox, undefined, exchange)
  if (await namesProduct(item, mailbox, exchange)) return sendList(call, mailbox, item, exchange)
  return sendMessage(call, mailbox, item.toLowerCase(), exchange)
}

/** A last segment that is no UUID, or the UUID of a product type and of no message. */
async function namesProduct(item: string, mailbox: OpenMailbox, exchange: Exchange): Promise<boolean> {
  if (!isUuid(item)) return true
  const uuid = item.toLowerCase()
  return (await exchange.knowsProduct(uuid)) && !(await exchange.holds(mailbox, uuid))
}

async function acknowledge(
  { query, response }: Call,
  mailbox: OpenMailbox,
  txId: string,
  exchange: Exchange,
): Promise<void> {
  if (query.get('action') !== 'ack') throw unknownAction(query.get('action'))
  if (!isUuid(txId)) throw noMessageNamed()
  await exchange.acknowledge(mailbox, txId.toLowerCase())
  answerText(response, 200, 'OK')
}

function noAddress(): Refusal {
  return new Refusal('badRequest', 'NoAddress', {
    words: {
      sv: 'Adressen saknas: /shs/ds/{organisationsnummer}.',
      en: 'The address is missing: /shs/ds/{organisation number}.',
    },
  })
}

function noMessageNamed(): Refusal {
  return new Refusal('badRequest', 'NoMessageNamed', {
    words: {
      sv: 'Vilket meddelande? POST /shs/ds/{adress}/{tx.id}?action=ack.',
      en: 'Which message? POST /shs/ds/{address}/{tx.id}?action=ack.',
    },
  })
}

function unknownAction(action: string | null): Refusal {
  return new Refusal('badRequest', 'UnknownAction', {
    words: {
      sv: `action=${action ?? ''} finns inte; bara action=ack.`,
      en: `There is no action=${action ?? ''}; only action=ack.`,
    },
  })
}
