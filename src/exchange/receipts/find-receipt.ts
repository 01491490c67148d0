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
    if (!(await maySeeMessage(message, asker, ports, time))) throw notThere()
    return messageReceipt(message, ports)
  }
  const [attempt] = await ports.messageLog.attempts([parsed.id])
  if (attempt === undefined || !maySeeAttempt(attempt, asker)) throw notThere()
  return attemptReceipt(attempt, ports)
}

function maySeeAttempt({ caller, facts }: Attempt, asker: Asker): boolean {
  if (asker === 'operator') return true
  return caller === asker.number && (asker.side === 'production' || facts.side === 'test')
}

async function maySeeMessage(
  message: MessageRecord,
  asker: Asker,
  ports: Ports,
  time: LocalTime,
): Promise<boolean> {
  if (asker === 'operator') return true
  const { label } = message
  if (asker.side === 'test' && label.status !== 'test') return false
  const today = time.format(ports.clock.now()).slice(0, 10)
  const may = async (address: string | undefined, right: Right): Promise<boolean> => {
    if (address === undefined) return false
    const [known] = await ports.registry.actors([actorOf(address)])
    if (!mayActFor(asker, actorOf(address), known, right, today)) return false
    return sinceItsRight(message, asker, known, time)
  }
  return (await may(label.from?.address, 'send')) || (await may(label.to?.address, 'fetch'))
}

/** A provider whose right began on a day sees what it sent itself, and what came from that day on (product.md 5). */
function sinceItsRight(
  message: MessageRecord,
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
  const services = await ports.registry.services()
  const service = services.find(({ product }) => product === label.product.id)
  return {
    kind: 'message',
    receiptId,
    receivedAt: message.arrivedAt,
    channel: message.channel,
    from: label.from?.address ?? message.caller,
    ...(label.to === undefined ? {} : { to: label.to.address }),
    ...(service === undefined ? {} : { service: service.name }),
    product: label.product.id,
    files: message.parts.map((part, index) => {
      const fileName = part.fileName ?? label.content.data[index]?.fileName
      return { ...(fileName === undefined ? {} : { fileName }), bytes: part.bytes, sha256: part.sha256 }
    }),
    ...(await whereItStands(message, ports)),
    txId: label.txId,
    corrId: label.corrId,
    events: storyOf(await ports.messageLog.story(receiptId)),
  }
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
      sv: 'Kontrollera numret. Bara filens avsändare och mottagare kan se dess kvittens.',
      en: "Check the number. Only a file's sender and receiver can see its receipt.",
    },
  })
}
