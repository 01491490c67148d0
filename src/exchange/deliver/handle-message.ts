import type { MessageRecord } from '../ports/message-log.ts'
import { whenAnswered } from '../establish/when-answered.ts'
import { deliverMessage, type Handled } from './deliver-message.ts'
import type { DeliverWorld } from './deliver-world.ts'
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
  const handled =
    current.state === 'queued'
      ? await deliverMessage(current, world)
      : { step: await routeAgain(current, world) }
  if (handled === undefined) return undefined
  if (hasArrived(handled.step)) await whenAnswered(current, world.ports)
  // Where another has changed it meanwhile, what that one wrote counts: a confirm that came before the 202.
  await write(handled.step, world)
  return handled
}

/** The receiver's side has it: another node, or a mailbox that is here by now. */
function hasArrived({ update: { state } }: Step): boolean {
  return state === 'sent' || state === 'received'
}
