import { parseReceiptId } from '../../protocol/receipt-id.ts'
import type { Caller, Right } from '../access/caller.ts'
import { mayActFor } from '../access/may-act-for.ts'
import type { LocalTime } from '../local-time.ts'
import type { Attempt, MessageRecord } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import type { Actor } from '../ports/registry.ts'
import { actorOf } from '../../protocol/urn.ts'
import { Refusal } from '../refusal.ts'
import type { AttemptReceipt, MessageReceipt, Receipt } from './receipt.ts'
import { purgedMessage, purgedReceipt } from './purged-receipt.ts'
import type { SeenMessage } from './seen-message.ts'
import { whereItStands } from './where-it-stands.ts'
import { storyOf } from './story.ts'

/** Who asks: a caller on the machines' port, or the node's own operator, who may see every receipt. */
export type Asker = Caller | 'operator'

/** The receipt with an id as a person may have typed it; not there for anyone but its sender and receiver. */
export async function findReceipt(
  typed: string,
  asker: Asker,
  ports: Ports,
  time: LocalTime,
): Promise<Receipt> {
  const parsed = parseReceiptId(typed)
  if (!parsed.ok) throw new Refusal('badRequest', 'IllegalReceiptId', { words: parsed.why })
  const [message] = await ports.messageLog.byReceiptId([parsed.id])
  if (message !== undefined) {
    if (!(await maySeeMessage(seen(message), asker, ports, time))) throw notThere()
    return messageReceipt(message, ports)
  }
  const [left] = await ports.messageLog.purgedByReceiptId([parsed.id])
  if (left !== undefined) {
    const kept = await purgedMessage(left, ports)
    if (!(await maySeeMessage(kept, asker, ports, time))) throw notThere()
    return purgedReceipt(kept)
  }
  const [attempt] = await ports.messageLog.attempts([parsed.id])
  if (attempt === undefined || !maySeeAttempt(attempt, asker)) throw notThere()
  return attemptReceipt(attempt, ports)
}

function seen({ label, caller, arrivedAt }: MessageRecord): SeenMessage {
  return {
    status: label.status,
    caller,
    arrivedAt,
    ...(label.from === undefined ? {} : { from: label.from.address }),
    ...(label.to === undefined ? {} : { to: label.to.address }),
  }
}

function maySeeAttempt({ caller, facts }: Attempt, asker: Asker): boolean {
  if (asker === 'operator') return true
  return caller === asker.number && (asker.side === 'production' || facts.side === 'test')
}

async function maySeeMessage(
  message: SeenMessage,
  asker: Asker,
  ports: Ports,
  time: LocalTime,
): Promise<boolean> {
  if (asker === 'operator') return true
  if (asker.side === 'test' && message.status !== 'test') return false
  const today = time.format(ports.clock.now()).slice(0, 10)
  const may = async (address: string | undefined, right: Right): Promise<boolean> => {
    if (address === undefined) return false
    const [known] = await ports.registry.actors([actorOf(address)])
    if (!mayActFor(asker, actorOf(address), known, right, today)) return false
    return sinceItsRight(message, asker, known, time)
  }
  return (await may(message.from, 'send')) || (await may(message.to, 'fetch'))
}

/** A provider whose right began on a day sees what it sent itself, and what came from that day on (product.md 5). */
function sinceItsRight(
  message: SeenMessage,
  asker: Caller,
  party: Actor | undefined,
  time: LocalTime,
): boolean {
  if (message.caller === asker.number || party === undefined || party.organisationNumber === asker.number)
    return true
  if (asker.alsoSpeaksFor.includes(party.organisationNumber)) return true
  const arrived = time.format(message.arrivedAt).slice(0, 10)
  return (party.providers ?? []).some(
    ({ number, from }) => number === asker.number && (from === undefined || from <= arrived),
  )
}

async function messageReceipt(message: MessageRecord, ports: Ports): Promise<MessageReceipt> {
  const { label, receiptId } = message
  const service = await serviceOf(label.product.id, ports)
  return {
    kind: 'message',
    receiptId,
    receivedAt: message.arrivedAt,
    channel: message.channel,
    from: label.from?.address ?? message.caller,
    ...(label.to === undefined ? {} : { to: label.to.address }),
    ...(service === undefined ? {} : { service }),
    product: label.product.id,
    files: message.parts.map((part, index) => {
      const fileName = part.fileName ?? label.content.data[index]?.fileName
      return { ...(fileName === undefined ? {} : { fileName }), bytes: part.bytes, sha256: part.sha256 }
    }),
    ...(await whereItStands(message, ports)),
    txId: label.txId,
    corrId: label.corrId,
    events: storyOf(await ports.messageLog.story(receiptId)),
    ...nextTry(message),
  }
}

function nextTry({ state, handling }: MessageRecord): Pick<MessageReceipt, 'nextTryAt'> {
  if (handling?.due === undefined || handling.attempts === 0) return {}
  return state === 'new' || state === 'queued' ? { nextTryAt: handling.due } : {}
}

async function serviceOf(product: string, { registry }: Ports): Promise<string | undefined> {
  const services = await registry.services()
  return services.find((service) => service.product === product)?.name
}

async function attemptReceipt(attempt: Attempt, ports: Ports): Promise<AttemptReceipt> {
  const { reason, side: _, ...facts } = attempt.facts
  return {
    kind: 'attempt',
    attemptId: attempt.attemptId,
    at: attempt.at,
    channel: attempt.channel,
    ...facts,
    code: attempt.code,
    reason,
    status: 'refused',
    events: storyOf(await ports.messageLog.story(attempt.attemptId)),
  }
}

function notThere(): Refusal {
  return new Refusal('notFound', 'NoSuchReceipt', {
    words: { sv: 'Kvittensen finns inte.', en: 'There is no such receipt.' },
    cure: {
      sv: 'Kontrollera numret. Bara filens avsändare och mottagare kan se dess kvittens, och ett försök som en annan nod avvisade finns bara där: uppge numret för den nodens driftansvarige.',
      en: "Check the number. Only a file's sender and receiver can see its receipt, and an attempt that another node refused is only there: quote the number to that node's operator.",
    },
  })
}
