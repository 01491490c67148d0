import type { MessageRecord } from '../ports/message-log.ts'
import { keptNothing } from '../audit/write-down.ts'
import { whenAnswered } from '../establish/when-answered.ts'
import { deliverMessage, type Handled } from './deliver-message.ts'
import type { DeliverWorld } from './deliver-world.ts'
import { laterOrNever } from './later.ts'
import { routeAgain } from './route-again.ts'
import { type Step, write } from './settle.ts'
import { takeForWork } from './work-lease.ts'

/** Whether a message's time has come. */
function isDue({ handling }: MessageRecord, now: number): boolean {
  return handling?.due !== undefined && handling.due <= now
}

/**
 * Takes a message on to its next state, as the only one who does. `fresh`: it was written this moment, so that nobody
 * else can have changed it; any other is read anew. Undefined where there was nothing to do.
 */
export async function handleMessage(
  message: MessageRecord,
  fresh: boolean,
  world: DeliverWorld,
): Promise<Handled | undefined> {
  const { coordination, clock, messageLog } = world.ports
  const lease = await takeForWork(coordination, message.receiptId)
  if (lease === undefined) return undefined
  await using _held = lease
  const [current] = fresh ? [message] : await messageLog.byReceiptId([message.receiptId])
  if (current === undefined || !isDue(current, clock.now())) return undefined
  const handled = await handle(current, world).catch((error: unknown) => ownFault(error, current, world))
  if (handled === undefined) return undefined
  if (hasArrived(handled.step)) await whenAnswered(current, world.ports)
  // Where another has changed it meanwhile, what that one wrote counts: a confirm that came before the 202.
  await write(handled.step, world)
  return handled
}

async function handle(current: MessageRecord, world: DeliverWorld): Promise<Handled | undefined> {
  if (current.state === 'queued') return deliverMessage(current, world)
  return { step: await routeAgain(current, world) }
}

/**
 * What the node itself fails with is tried again by the same steps as what a peer fails with, so that a message that can
 * never go, since its body is damaged, comes to an end that somebody is told of.
 */
async function ownFault(error: unknown, message: MessageRecord, world: DeliverWorld): Promise<Handled> {
  // Nothing can be written now; what is tried later is the same.
  if (keptNothing(error)) throw error
  const { journal, ids } = world.ports
  const id = ids.uuid()
  journal.fault(id, error)
  const words = {
    sv: `Avsändarens nod kunde inte läsa eller sända meddelandet (felnummer ${id} i nodens logg).`,
    en: `The sender's node could not read or send the message (fault ${id} in the node's log).`,
  }
  const { step } = await laterOrNever(message, { code: 'OtherError', words }, world)
  return { step }
}

/** The receiver's side has it: another node, or a mailbox that is here by now. */
function hasArrived({ update: { state } }: Step): boolean {
  return state === 'sent' || state === 'received'
}
