import type { MessageRecord } from '../ports/message-log.ts'
import type { DeliverWorld } from './deliver-world.ts'
import { givenUp } from './later.ts'
import { type Step, write } from './settle.ts'
import { takeForWork } from './work-lease.ts'

const batch = 50

/**
 * A message was given up since its destination does not answer: those that have waited as long for the same destination
 * are given up too, instead of each being tried in turn. `given` is the step of the first.
 */
export async function giveUpTheRest(destination: string, given: Step, world: DeliverWorld): Promise<void> {
  const { clock, messageLog } = world.ports
  const fault = given.update.handling?.fault
  if (fault === undefined) return
  for (;;) {
    const now = clock.now()
    const found = await messageLog.due({
      now,
      limit: batch,
      destination,
      exceptDestinations: [],
      except: [],
    })
    const overdue = found.filter((message) => isOverdue(message, now, world))
    let written = 0
    for (const message of overdue) {
      const lease = await takeForWork(world.ports.coordination, message.receiptId)
      if (lease === undefined) continue
      await using _held = lease
      if (await write(await givenUp(message, fault, world), world)) written += 1
    }
    if (written === 0) return
  }
}

function isOverdue({ state, handling }: MessageRecord, now: number, { node }: DeliverWorld): boolean {
  return state === 'queued' && handling !== undefined && now - handling.since >= node.delivery.giveUpAfter
}
