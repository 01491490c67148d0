import type { BlobEntry } from '../ports/blob-store.ts'
import type { Ports } from '../ports/ports.ts'
import { writeDown } from '../audit/write-down.ts'
import { blobsComingIn, takeBlob } from '../receive/blob-lease.ts'
import { isCommitted } from './is-committed.ts'
import { logDoesNotFit, refusesToSweep } from './sweep-refusal.ts'

/** How many orphans are held at once while they are removed. */
const batch = 50

/**
 * Removes blobs that no message needs, left by a crash between a body and its row. Returns how many went. Where the
 * log looks older than the blobs, only what is half written goes, and the node's log says so.
 */
export async function sweepOrphans(ports: Ports): Promise<number> {
  const whole: BlobEntry[] = []
  const halfWritten: BlobEntry[] = []
  let used = 0
  for await (const entries of ports.blobStore.entries()) {
    const judged = await judge(entries, ports)
    used += judged.used
    for (const orphan of judged.orphans) {
      const list = (await isCommitted(ports.blobStore, orphan.id)) ? whole : halfWritten
      list.push(orphan)
    }
  }
  // Nothing whole goes before all are counted.
  const count = { used, orphans: whole.length, messages: await messagesIn(ports, whole.length) }
  if (!refusesToSweep(count)) return remove([...halfWritten, ...whole], ports)
  ports.journal.fault(ports.ids.uuid(), logDoesNotFit(count))
  return remove(halfWritten, ports)
}

/**
 * The order matters: what is coming in is asked for before what is in use, so that a blob whose message is
 * committed in between is seen by the second question.
 */
async function judge(
  entries: readonly BlobEntry[],
  ports: Ports,
): Promise<{ readonly used: number; readonly orphans: readonly BlobEntry[] }> {
  const comingIn = await blobsComingIn(ports.coordination)
  const left = entries.filter(({ id }) => !comingIn.has(id))
  if (left.length === 0) return { used: 0, orphans: [] }
  const used = await ports.messageLog.blobsInUse(left.map(({ id }) => id))
  const orphans = left.filter((_, index) => used[index] === false)
  return { used: left.length - orphans.length, orphans }
}

/** Asked only where it decides something: it counts a table. */
async function messagesIn({ messageLog }: Ports, orphans: number): Promise<number> {
  if (orphans === 0) return 0
  const { messages } = await messageLog.totals()
  return messages
}

async function remove(orphans: readonly BlobEntry[], ports: Ports): Promise<number> {
  let [count, bytes] = [0, 0]
  for (let at = 0; at < orphans.length; at += batch) {
    const removed = await removeTogether(orphans.slice(at, at + batch), ports)
    count += removed.length
    bytes += removed.reduce((sum, orphan) => sum + orphan.bytes, 0)
  }
  if (count > 0) await writeDown(ports, {}, [{ event: 'swept', at: ports.clock.now(), count, bytes }])
  return count
}

/** Whoever brings a blob in holds it: under its lease, what no message needs now is needed by none later. */
async function removeTogether(
  orphans: readonly BlobEntry[],
  { blobStore, coordination, messageLog }: Ports,
): Promise<readonly BlobEntry[]> {
  await using leases = new AsyncDisposableStack()
  const held: BlobEntry[] = []
  for (const orphan of orphans) {
    const lease = await takeBlob(coordination, orphan.id)
    if (lease === undefined) continue
    leases.use(lease)
    held.push(orphan)
  }
  const used = await messageLog.blobsInUse(held.map(({ id }) => id))
  const unused = held.filter((_, index) => used[index] === false)
  await blobStore.remove(unused.map(({ id }) => id))
  return unused
}
