import type { Words } from '../../protocol/words.ts'
import { writeDown } from '../audit/write-down.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import { happening } from '../lifecycle/change-of.ts'
import type {
  Handling,
  MessageFault,
  MessageRecord,
  MessageUpdate,
  NewMessage,
  PassedTransfer,
} from '../ports/message-log.ts'
import { receivedFact } from '../receive/received-fact.ts'
import { errorFor } from '../reply/error-message.ts'
import type { DeliverWorld } from './deliver-world.ts'

/** A change of one message, with what is sent because of it. */
export interface Step {
  readonly update: MessageUpdate
  readonly facts: readonly BusinessFact[]
  readonly inserts?: readonly NewMessage[]
  /** To be remembered for the peaks of its agreement. */
  readonly passed?: readonly PassedTransfer[]
}

/** Writes a step; false, and nothing written, where the message was changed by another meanwhile. */
export async function write(
  { update, facts, inserts = [], passed = [] }: Step,
  world: DeliverWorld,
): Promise<boolean> {
  const outcome = await writeDown(world.ports, { update: [update], insert: inserts, passed }, facts)
  switch (outcome.kind) {
    case 'done':
      world.handOn(inserts)
      return true
    case 'conflict':
      return false
    case 'duplicate':
    case 'purgedDuplicate':
      throw new Error('a message that this node made has a tx.id that is taken')
  }
}

/** The other node has the message; what it calls itself and the message is what its operator asks for. */
export function sent(
  message: MessageRecord,
  { nodeId = '', localId = '' }: { readonly nodeId?: string; readonly localId?: string },
  { ports }: DeliverWorld,
): Step {
  const at = ports.clock.now()
  return {
    update: happening(message, 'send', { ...kept(message), since: at }),
    facts: [
      {
        event: 'sent',
        at,
        ...about(message),
        ...(nodeId === '' && localId === '' ? {} : { detail: { text: named(nodeId, localId) } }),
      },
    ],
  }
}

/** Since when a message is tried; not later than now, where it was queued by a clock that has been set back since. */
export function waitsSince({ handling, arrivedAt }: MessageRecord, now: number): number {
  return Math.min(handling?.since ?? arrivedAt, now)
}

function named(nodeId: string, localId: string): Words {
  const there = [nodeId, localId].filter((one) => one !== '').join(', ')
  return { sv: `(${there})`, en: `(${there})` }
}

/** A delivery failed and will be tried again at `due`. */
export function triedAgainAt(
  message: MessageRecord,
  due: number,
  fault: MessageFault,
  { ports }: DeliverWorld,
): Step {
  const at = ports.clock.now()
  const since = waitsSince(message, at)
  const attempts = (message.handling?.attempts ?? 0) + 1
  return {
    update: happening(message, 'retry', { ...kept(message), since, due, attempts, fault }),
    facts: [{ event: 'tried', at, ...about(message), ...told(fault) }],
  }
}

/** A message is set aside for an operator, and its sender is told in the same change (shs-protocol.md 7.8). */
export async function quarantined(
  message: MessageRecord,
  fault: MessageFault,
  world: DeliverWorld,
): Promise<Step> {
  return ended(message, 'quarantine', fault, world)
}

/** A message will not be delivered, and its sender is told in the same change. */
export async function cancelled(
  message: MessageRecord,
  fault: MessageFault,
  world: DeliverWorld,
  user: string,
): Promise<Step> {
  return ended(message, 'cancel', fault, world, user)
}

async function ended(
  message: MessageRecord,
  what: 'quarantine' | 'cancel',
  fault: MessageFault,
  world: DeliverWorld,
  user?: string,
): Promise<Step> {
  const at = world.ports.clock.now()
  // Who sent it was told when it was set aside.
  const error = message.state === 'quarantined' ? undefined : await errorFor(message.label, fault, world)
  const event = what === 'quarantine' ? 'quarantined' : 'cancelled'
  const { detail, code } = told(fault)
  return {
    update: happening(message, what, { ...kept(message), since: at, fault }),
    facts: [
      {
        event,
        at,
        ...about(message),
        code,
        detail: { ...detail, ...(user === undefined ? {} : { user }) },
      },
      ...(error === undefined ? [] : [receivedFact(error)]),
    ],
    inserts: error === undefined ? [] : [error],
  }
}

/** The message with one more delivery that failed. */
export function oneMoreTry(message: MessageRecord): MessageRecord {
  const { handling = { since: message.arrivedAt, attempts: 0 } } = message
  return { ...message, handling: { ...handling, attempts: handling.attempts + 1 } }
}

/** What stays of a message's handling when it comes to another state: where it goes, and how often that was tried. */
export function kept({ handling }: MessageRecord): Pick<Handling, 'attempts' | 'destination'> {
  return {
    attempts: handling?.attempts ?? 0,
    ...(handling?.destination === undefined ? {} : { destination: handling.destination }),
  }
}

export function about({ receiptId, label }: MessageRecord): Pick<BusinessFact, 'subject' | 'txId' | 'to'> {
  return {
    subject: receiptId,
    txId: label.txId,
    ...(label.to === undefined ? {} : { to: label.to.address }),
  }
}

function told({ code, words }: MessageFault) {
  return { code, detail: { code, text: words } }
}
