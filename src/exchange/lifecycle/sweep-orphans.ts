import type { BlobEntry } from '../ports/blob-store.ts'
import type { Ports } from '../ports/ports.ts'
import { writeDown } from '../audit/write-down.ts'
import { blobsComingIn } from '../receive/blob-lease.ts'

/** Removes blobs that no message needs, left by a crash between a body and its row. Returns how many went. */
export async function sweepOrphans(ports: Ports): Promise<number> {
  let swept = 0
  for await (const entries of ports.blobStore.entries()) swept += await sweepBatch(entries, ports)
  return swept
}

/**
 * The order matters: what is coming in is asked for before what is in use, so that a blob whose message is
 * committed in between is seen by the second question.
 */
async function sweepBatch(entries: readonly BlobEntry[], ports: Ports): Promise<number> {
  const comingIn = await blobsComingIn(ports.coordination)
  const left = entries.filter(({ id }) => !comingIn.has(id))
  if (left.length === 0) return 0
  const used = await ports.messageLog.blobsInUse(left.map(({ id }) => id))
  const orphans = left.filter((_, index) => used[index] === false)
  if (orphans.length === 0) return 0
  await ports.blobStore.remove(orphans.map(({ id }) => id))
  const bytes = orphans.reduce((sum, orphan) => sum + orphan.bytes, 0)
  await writeDown(ports, {}, [{ event: 'swept', at: ports.clock.now(), count: orphans.length, bytes }])
  return orphans.length
}
