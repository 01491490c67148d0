import type { Coordination, Lease } from '../ports/coordination.ts'
import type { ReceiptId } from '../ports/message-log.ts'

const prefix = 'fetch:'

/** Takes a message for one fetcher, as long as its octets are on the way; undefined while another has it. */
export function takeForFetch(coordination: Coordination, id: ReceiptId): Promise<Lease | undefined> {
  return coordination.acquire(`${prefix}${id}`)
}

/** The messages that are on their way to a fetcher this moment. */
export async function beingFetched(coordination: Coordination): Promise<readonly ReceiptId[]> {
  const keys = await coordination.held(prefix)
  return keys.map((key) => key.slice(prefix.length))
}
