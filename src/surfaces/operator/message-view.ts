import type { LocalTime } from '../../exchange/local-time.ts'
import type { MessageRecord } from '../../exchange/ports/message-log.ts'
import { formatReceiptId } from '../../protocol/receipt-id.ts'

/** A message as an operator is shown it: where it stands and why, what its label says; never what it holds. */
export function messageView(message: MessageRecord, time: LocalTime): object {
  const { label, handling } = message
  return {
    receiptId: formatReceiptId(message.receiptId),
    state: message.state,
    channel: message.channel,
    arrivedAt: time.formatWithZone(message.arrivedAt),
    since: time.formatWithZone(handling?.since ?? message.arrivedAt),
    nextAt: optionalTime(handling?.due, time),
    attempts: handling?.attempts,
    destination: handling?.destination,
    fault: handling?.fault,
    mailbox: message.mailbox,
    fetchedAt: optionalTime(message.fetchedAt, time),
    acknowledgedAt: optionalTime(message.acknowledgedAt, time),
    archivedAt: optionalTime(message.archivedAt, time),
    contentPurgedAt: optionalTime(message.contentPurgedAt, time),
    splitOf: handling?.splitOf === undefined ? undefined : formatReceiptId(handling.splitOf),
    txId: label.txId,
    corrId: label.corrId,
    contentId: label.content.contentId,
    agreement: label.agreement,
    from: label.from?.address,
    to: label.to?.address,
    product: label.product.id,
    transferType: label.transferType,
    sequenceType: label.sequenceType,
    status: label.status,
    files: message.parts.map(({ fileName, bytes, sha256 }) => ({ fileName, bytes, sha256 })),
  }
}

function optionalTime(at: number | undefined, time: LocalTime): string | undefined {
  return at === undefined ? undefined : time.formatWithZone(at)
}
