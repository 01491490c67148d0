import type { MessageRecord, ReceiptId } from '../ports/message-log.ts'
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
  const { clock, coordination, messageLog } = world.ports
  const seen: ReceiptId[] = []
  for (;;) {
    const found = await messageLog.due({
      now: Number.MAX_SAFE_INTEGER,
      limit: batch,
      exceptDestinations: [],
      except: seen,
    })
    for (const message of found) {
      seen.push(message.receiptId)
      if (!isOfAnotherClock(message, clock.now(), world)) continue
      const lease = await takeForWork(coordination, message.receiptId)
      // Whoever has it in hand gives it its next time.
      if (lease === undefined) continue
      await using _held = lease
      await write(dueNow(message, clock.now()), world)
    }
    if (found.length < batch) return
  }
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
