import type { Coordination, Lease } from '../ports/coordination.ts'
import type { ReceiptId } from '../ports/message-log.ts'

const prefix = 'work:'

/** Takes a message in hand, to deliver it or to change its way; undefined while another has it. */
export function takeForWork(coordination: Coordination, id: ReceiptId): Promise<Lease | undefined> {
  return coordination.acquire(`${prefix}${id}`)
}
