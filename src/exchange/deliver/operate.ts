import { happening } from '../lifecycle/change-of.ts'
import { type Happening, transition } from '../lifecycle/transition.ts'
import type { MessageRecord, MessageState } from '../ports/message-log.ts'
import { Refusal } from '../refusal.ts'
import type { DeliverWorld } from './deliver-world.ts'
import { messageNamed } from './message-named.ts'
import { about, cancelled, kept, type Step, write } from './settle.ts'
import { takeForWork } from './work-lease.ts'

/** What an operator may do with a message that is on its way out (shs-protocol.md 9). */
export type OperatorAct = 'hold' | 'resend' | 'cancel'

const happeningOf: Readonly<Record<OperatorAct, Happening>> = {
  hold: 'hold',
  resend: 'release',
  cancel: 'cancel',
}

/**
 * Holds a message until it is sent again, sends it again, or cancels it before its delivery, which its sender is told by
 * an error message. `typed`: its receipt id or tx.id. Answers the message as it is after that; throws a `Refusal` where its state
 * does not allow it or somebody has it in hand.
 */
export async function operate(
  act: OperatorAct,
  typed: string,
  user: string,
  world: DeliverWorld,
  look: () => void,
): Promise<MessageRecord> {
  const { receiptId: id } = await messageNamed(typed, world.ports)
  const lease = await takeForWork(world.ports.coordination, id)
  if (lease === undefined) throw inHand()
  await using _held = lease
  const message = await messageNamed(id, world.ports)
  if (message.archivedAt !== undefined) throw isArchived()
  const over = act === 'resend' && message.acknowledgedAt !== undefined
  if (over || transition(message.state, happeningOf[act]) === undefined) throw notNow(act, message)
  const done = await write(await stepOf(act, message, user, world), world)
  if (!done) throw inHand()
  look()
  return await messageNamed(id, world.ports)
}

function stepOf(
  act: OperatorAct,
  message: MessageRecord,
  user: string,
  world: DeliverWorld,
): Step | Promise<Step> {
  const at = world.ports.clock.now()
  switch (act) {
    case 'hold':
      return {
        update: happening(message, 'hold', { ...kept(message), since: at }),
        facts: [{ event: 'held', at, ...about(message), detail: { user, text: heldByOperator } }],
      }
    case 'resend':
      return {
        update: happening(message, 'release', { ...kept(message), since: at, due: at, attempts: 0 }),
        facts: [{ event: 'resent', at, ...about(message), detail: { user } }],
      }
    case 'cancel':
      return cancelled(message, { code: 'MissingDeliveryExecution', words: cancelledByOperator }, world, user)
  }
}

const heldByOperator = { sv: 'En operatör håller kvar den.', en: 'An operator holds it.' }

const cancelledByOperator = {
  sv: 'Avsändarens nod har makulerat meddelandet innan det levererades.',
  en: "The sender's node has cancelled the message before it was delivered.",
}

function inHand(): Refusal {
  return new Refusal('busy', 'BeingDelivered', {
    words: { sv: 'Meddelandet levereras just nu.', en: 'The message is being delivered this moment.' },
    cure: { sv: 'Försök igen om en stund.', en: 'Try again in a while.' },
    retryable: true,
  })
}

function isArchived(): Refusal {
  return new Refusal('gone', 'Archived', {
    words: {
      sv: 'Meddelandet är arkiverat och ändras inte mer.',
      en: 'The message is archived and is not changed any more.',
    },
    cure: { sv: 'Be avsändaren skicka det på nytt.', en: 'Ask the sender to send it anew.' },
  })
}

const stateWords: Readonly<Record<MessageState, { readonly sv: string; readonly en: string }>> = {
  new: { sv: 'väntar på en mottagare', en: 'waits for a receiver to be found' },
  queued: { sv: 'i kö', en: 'queued' },
  held: { sv: 'kvarhållet', en: 'held' },
  sent: { sv: 'levererat till mottagarens nod', en: "delivered to the receiver's node" },
  received: { sv: 'levererat i en brevlåda här', en: 'delivered to a mailbox here' },
  quarantined: { sv: 'i karantän', en: 'in quarantine' },
  cancelled: { sv: 'makulerat', en: 'cancelled' },
  split: { sv: 'delat i kopior', en: 'split into copies' },
}

const actWords: Readonly<Record<OperatorAct, { readonly sv: string; readonly en: string }>> = {
  hold: { sv: 'hållas kvar', en: 'be held' },
  resend: { sv: 'skickas igen', en: 'be sent again' },
  cancel: { sv: 'makuleras', en: 'be cancelled' },
}

function notNow(act: OperatorAct, { state }: MessageRecord): Refusal {
  return new Refusal('badRequest', 'NotInThatState', {
    words: {
      sv: `Meddelandet är ${stateWords[state].sv} och kan inte ${actWords[act].sv}.`,
      en: `The message is ${stateWords[state].en} and cannot ${actWords[act].en}.`,
    },
    cure:
      state === 'split'
        ? { sv: 'Ta kopiorna var för sig.', en: 'Take its copies one by one.' }
        : { sv: 'Se kvittens message show.', en: 'See kvittens message show.' },
  })
}
