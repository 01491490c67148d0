import { setTimeout as after } from 'node:timers/promises'
import { StoreFile } from '../store-file.ts'
import { inParallel } from '../in-parallel.ts'
import { mailboxes, senders } from './facts.ts'
import { Receiver } from './exchange-receivers.ts'
import type { Load } from './load.ts'
import { takeTold } from './told-senders.ts'

/** A node leaves another that did not answer alone for up to a minute, so this is not soon. */
const patience = 180_000

/**
 * Takes everything out of every mailbox, until both nodes live, nothing is on its way, and nothing comes any more.
 * Resolves with what is still on its way when patience has run out: that is a violation.
 */
export async function settle(load: Load): Promise<number> {
  const { ledger, nodes } = load
  const stores = [new StoreFile(nodes.employer.dataDir), new StoreFile(nodes.agency.dataDir)] as const
  const receivers = mailboxes.map(({ owner, at }) => new Receiver(load, nodes[at], owner))
  const onTheirWay = (): number => stores.reduce((sum, store) => sum + store.onTheirWay(), 0)
  const begun = performance.now()
  for (;;) {
    const outgoing = stores[0].onTheirWay()
    let taken = 0
    await inParallel(receivers, receivers.length, async (receiver) => {
      taken += await receiver.takeAll()
    })
    // What the acks above have confirmed is on its way back now, and counts.
    if (outgoing === 0 && taken === 0 && onTheirWay() === 0) break
    if (performance.now() - begun > patience) {
      ledger.violation(`${onTheirWay()} messages are still on their way after ${patience} ms without a fault`)
      break
    }
    await after(20)
  }
  for (const sender of senders) while ((await takeTold(load, sender, 1000)) > 0) continue
  return onTheirWay()
}
