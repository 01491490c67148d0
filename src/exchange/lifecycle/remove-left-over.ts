import type { Ports } from '../ports/ports.ts'

/** Blobs that are removed at once. */
const blobsAtOnce = 500

/**
 * Removes for good what purges have let go of: the blobs that no message needs any more, and the octets in the log's own
 * files. Nothing is forgotten until it is gone, so what a crash left over is removed by the next call.
 */
export async function removeLeftOver({
  messageLog,
  blobStore,
}: Pick<Ports, 'messageLog' | 'blobStore'>): Promise<void> {
  for (;;) {
    const blobs = await messageLog.unneededBlobs(blobsAtOnce)
    if (blobs.length === 0) break
    await blobStore.remove(blobs)
    await messageLog.commit([{ removedBlobs: blobs, audit: [] }])
  }
  await messageLog.scrub()
}
