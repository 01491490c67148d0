import type { Coordination, Lease } from '../ports/coordination.ts'

const prefix = 'blob:'

/** Takes a blob: whoever brings it in, so that no sweep takes it for an orphan, or a sweep; undefined while another has it. */
export function takeBlob(coordination: Coordination, id: string): Promise<Lease | undefined> {
  return coordination.acquire(`${prefix}${id}`)
}

/** The blobs that are on their way in this moment. */
export async function blobsComingIn(coordination: Coordination): Promise<ReadonlySet<string>> {
  const keys = await coordination.held(prefix)
  return new Set(keys.map((key) => key.slice(prefix.length)))
}
