import type { Coordination, Lease } from '../ports/coordination.ts'

const prefix = 'blob:'

/** Says that a blob is on its way in, so that no sweep takes it for an orphan. */
export async function holdBlob(coordination: Coordination, id: string): Promise<Lease> {
  const lease = await coordination.acquire(`${prefix}${id}`)
  if (lease === undefined) throw new Error(`the new blob ${id} is held by another`)
  return lease
}

/** The blobs that are on their way in this moment. */
export async function blobsComingIn(coordination: Coordination): Promise<ReadonlySet<string>> {
  const keys = await coordination.held(prefix)
  return new Set(keys.map((key) => key.slice(prefix.length)))
}
