import type { MessageFault, MessageRecord } from '../ports/message-log.ts'
import type { DeliverWorld } from './deliver-world.ts'
import { retryAt } from './retry.ts'
import { oneMoreTry, quarantined, type Step, triedAgainAt, waitsSince } from './settle.ts'

/** A message that could not go on: it is tried again, or its time is up and it is set aside. */
export interface LaterOrNever {
  readonly step: Step
  readonly gaveUp: boolean
}

/** By the steps of `delivery.retry`, until `delivery.giveUpAfter`. `retryAfter`: what the other node asked for, milliseconds. */
export async function laterOrNever(
  message: MessageRecord,
  fault: MessageFault,
  world: DeliverWorld,
  retryAfter?: number,
): Promise<LaterOrNever> {
  const { ports, node } = world
  const now = ports.clock.now()
  const failed = {
    now,
    since: waitsSince(message, now),
    attempts: (message.handling?.attempts ?? 0) + 1,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
  const due = retryAt(node.delivery, failed, chance(ports.ids.random(2)))
  if (due !== undefined) return { step: triedAgainAt(message, due, fault, world), gaveUp: false }
  return { step: await givenUp(oneMoreTry(message), fault, world), gaveUp: true }
}

/** A message whose time was up before it could be tried: its destination has not answered for that long. */
export function givenUp(message: MessageRecord, { words }: MessageFault, world: DeliverWorld): Promise<Step> {
  return quarantined(message, { code: 'MissingDeliveryExecution', words }, world)
}

/** A number from 0 up to 1. */
function chance([high = 0, low = 0]: Uint8Array): number {
  return (high * 256 + low) / 65_536
}
