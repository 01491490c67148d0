import type { MessageRecord } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import type { CopyStatus, MessageReceipt, ReceiptStatus } from './receipt.ts'

/** From the least advanced on (product.md 5). */
const order: readonly ReceiptStatus[] = [
  'refused',
  'quarantined',
  'received',
  'queued',
  'cancelled',
  'delivered',
  'fetched',
  'acknowledged',
  'archived',
]

/** A message's status; of one to several each copy's, and that of the least advanced as its own. */
export async function whereItStands(
  message: MessageRecord,
  { messageLog }: Pick<Ports, 'messageLog'>,
): Promise<Pick<MessageReceipt, 'status' | 'copies'>> {
  if (message.state !== 'split') return { status: statusOf(message) }
  const copies = (await messageLog.copies(message.receiptId)).map((copy): CopyStatus => ({
    to: copy.label.to?.address ?? '',
    status: statusOf(copy),
    receiptId: copy.receiptId,
  }))
  const least = Math.min(...copies.map(({ status }) => order.indexOf(status)))
  const status = message.archivedAt === undefined ? (order[least] ?? 'received') : 'archived'
  return { status, copies }
}

function statusOf({ state, acknowledgedAt, fetchedAt, archivedAt }: MessageRecord): ReceiptStatus {
  switch (state) {
    case 'quarantined':
    case 'cancelled':
      return state
    case 'new':
    case 'split':
      return 'received'
    case 'queued':
    case 'held':
      return 'queued'
    case 'sent':
    case 'received':
      if (archivedAt !== undefined) return 'archived'
      if (acknowledgedAt !== undefined) return 'acknowledged'
      return fetchedAt === undefined ? 'delivered' : 'fetched'
  }
}
