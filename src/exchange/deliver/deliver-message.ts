import { KvittensError } from '../../protocol/kvittens-error.ts'
import { parseReceiptId } from '../../protocol/receipt-id.ts'
import type { Refusal } from '../refusal.ts'
import { happening } from '../lifecycle/change-of.ts'
import { messageOctets } from '../mailbox/message-octets.ts'
import type { MessageRecord } from '../ports/message-log.ts'
import type { OutgoingOctets, PeerAnswer } from '../ports/peers.ts'
import { addressLeadsHere, noAddress, unknownReceiver } from '../route/refusals.ts'
import { isServedHere } from '../route/served-here.ts'
import { actorOf } from '../../protocol/urn.ts'
import type { DeliverWorld } from './deliver-world.ts'
import { faultOfFailure, faultOfRefusal, unansweredFault } from './faults.ts'
import { laterOrNever } from './later.ts'
import { peerAddress } from './peer-address.ts'
import { about, kept, oneMoreTry, quarantined, sent, type Step } from './settle.ts'

/** What a message's next step is, and what its destination showed of itself. */
export interface Handled {
  readonly step: Step
  /** Whether the destination answered, whatever it said; absent where it was not asked. */
  readonly answered?: boolean
  /** Its time was up: so may be that of others to the same destination. */
  readonly gaveUp?: true
}

/**
 * Hands a queued message to the node of its receiver, by the address as it is known now (shs-protocol.md 7.7, 7.8).
 * Undefined where this node ends before it is known what became of it.
 */
export async function deliverMessage(
  message: MessageRecord,
  world: DeliverWorld,
): Promise<Handled | undefined> {
  const { knowledge, node, ports, time } = world
  const number = actorOf(message.label.to?.address ?? '')
  const product = message.label.product.id
  const actor = await knowledge.actor(number)
  if (actor.kind === 'unknown') return setAside(message, unknownReceiver(number), world)
  if (actor.kind === 'unanswered') return waits(message, actor.error, world)
  if (isServedHere(actor.value.registered, node)) return { step: toMailbox(message, world) }
  const address = await knowledge.address(actor.value, product)
  if (address.kind === 'unknown') return setAside(message, noAddress(number, product), world)
  if (address.kind === 'unanswered') return waits(message, address.error, world)
  const today = time.format(ports.clock.now()).slice(0, 10)
  const peer = peerAddress(address.value, actor.value, message.label.status, today)
  const octets = await octetsOf(message, world)
  if (octets instanceof KvittensError) return setAside(message, octets, world)
  return settled(message, await ports.peers.deliver(peer, octets), peer.url, world)
}

/** Its octets; or why they are no more: somebody has taken the body away, or purged it. */
async function octetsOf(
  message: MessageRecord,
  { ports }: DeliverWorld,
): Promise<OutgoingOctets | KvittensError> {
  const found = await messageOctets(message, ports).catch((error: unknown) => {
    if (error instanceof KvittensError && isGone(error)) return error
    throw error
  })
  if (found instanceof KvittensError) return found
  const { contentType, length, pieces, tail } = found
  async function* whole(): AsyncIterable<Uint8Array> {
    yield* pieces()
    yield tail
  }
  return { txId: message.label.txId, contentType, length, pieces: whole }
}

async function settled(
  message: MessageRecord,
  answer: PeerAnswer,
  url: string,
  world: DeliverWorld,
): Promise<Handled | undefined> {
  switch (answer.kind) {
    case 'accepted':
      if (isOwnAnswer(answer, message)) return setAside(message, leadsHere(message), world)
      return { step: sent(message, answer, world), answered: true }
    case 'refused':
      return {
        step: await quarantined(oneMoreTry(message), faultOfRefusal(answer, url), world),
        answered: true,
      }
    case 'failed': {
      // As after a crash: it goes as soon as the node runs again, and that it did not go is no attempt.
      if (answer.because === 'ending') return undefined
      const { step, gaveUp } = await laterOrNever(message, faultOfFailure(answer), world, answer.retryAfter)
      return { step, answered: false, ...(gaveUp ? { gaveUp } : {}) }
    }
  }
}

/** An address that leads back to this node: it answers that it has the message, and nobody would ever get it. */
function isOwnAnswer(
  { localId }: Extract<PeerAnswer, { kind: 'accepted' }>,
  { receiptId }: MessageRecord,
): boolean {
  const parsed = parseReceiptId(localId ?? '')
  return parsed.ok && parsed.id === receiptId
}

function leadsHere({ label }: MessageRecord): Refusal {
  return addressLeadsHere(actorOf(label.to?.address ?? ''), label.product.id)
}

/** A directory does not say where it goes. */
async function waits(message: MessageRecord, error: KvittensError, world: DeliverWorld): Promise<Handled> {
  const { step } = await laterOrNever(message, unansweredFault(error), world)
  return { step }
}

/** What trying again can't mend. */
async function setAside(message: MessageRecord, error: KvittensError, world: DeliverWorld): Promise<Handled> {
  const { words } = error
  const code = isGone(error) ? 'OtherError' : error.code
  return { step: await quarantined(message, { code, words }, world) }
}

function isGone({ code }: KvittensError): boolean {
  return code === 'BlobMissing' || code === 'ContentPurged'
}

/** The receiver has got a mailbox in this node since the message was queued. */
function toMailbox(message: MessageRecord, { ports }: DeliverWorld): Step {
  const at = ports.clock.now()
  const mailbox = message.label.to?.address ?? ''
  return {
    update: happening(message, 'deliver', { ...kept(message), since: at }, { mailbox }),
    facts: [{ event: 'delivered', at, ...about(message) }],
  }
}
