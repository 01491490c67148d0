import type { MessageRecord, PageMark } from '../ports/message-log.ts'
import type { DeliverWorld } from './deliver-world.ts'
import { longestStep } from './retry.ts'
import { write } from './settle.ts'
import { takeForWork } from './work-lease.ts'

const batch = 500

/**
 * The time of day was set back: what was put off by the clock as it was before would wait for as long as that was wrong.
 * It is due now. What can have been put off by the clock as it is now keeps its time.
 */
export async function mendTimes(world: DeliverWorld): Promise<void> {
  for (const state of ['new', 'queued', 'held'] as const) {
    let after: PageMark | undefined
    do {
      const page = await world.ports.messageLog.byState({
        state,
        limit: batch,
        ...(after === undefined ? {} : { after }),
      })
      for (const message of page.messages) await mend(message, world)
      after = page.next
    } while (after !== undefined)
  }
}

async function mend(message: MessageRecord, world: DeliverWorld): Promise<void> {
  const { clock, coordination } = world.ports
  if (!isOfAnotherClock(message, clock.now(), world)) return
  const lease = await takeForWork(coordination, message.receiptId)
  // Whoever has it in hand gives it its next time.
  if (lease === undefined) return
  await using _held = lease
  await write(dueNow(message, clock.now()), world)
}

function isOfAnotherClock({ state, handling }: MessageRecord, now: number, { node }: DeliverWorld): boolean {
  if (handling?.due === undefined) return false
  if (handling.since > now) return true
  return state !== 'held' && handling.due > now + longestStep(node.delivery)
}

function dueNow({ receiptId, version, handling }: MessageRecord, now: number) {
  const { splitOf: _stays, ...kept } = handling ?? { attempts: 0, since: now }
  const update = {
    receiptId,
    expectVersion: version,
    handling: { ...kept, since: Math.min(kept.since, now), due: now },
  }
  return { update, facts: [] }
}
