import type { LocalTime } from '../../exchange/local-time.ts'
import type { Looked } from '../../exchange/deliver/look-at.ts'
import type { Attempt, MessageRecord } from '../../exchange/ports/message-log.ts'
import { formatReceiptId } from '../../protocol/receipt-id.ts'

/** A message or an attempt that an operator looks at. */
export function lookedView(looked: Looked, time: LocalTime): object {
  if (looked.kind === 'attempt') return attemptView(looked.attempt, time)
  const { message, copies, deliveryAddress } = looked
  return {
    ...messageView(message, time),
    deliveryAddress,
    copies: copies.length === 0 ? undefined : copies.map((copy) => standingView(copy, time)),
  }
}

/** An attempt that was refused: nothing of it is held. */
function attemptView({ attemptId, channel, caller, at, code, facts }: Attempt, time: LocalTime): object {
  const { reason, cure, side, ...known } = facts
  return {
    attemptId: formatReceiptId(attemptId),
    state: 'refused',
    channel,
    at: time.formatWithZone(at),
    caller,
    side,
    fault: { code, words: reason, cure },
    ...known,
  }
}

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

/** A message that waits or is set aside, in a few lines of a list. */
export function standingView(
  { receiptId, state, arrivedAt, handling, label }: MessageRecord,
  time: LocalTime,
) {
  return {
    receiptId: formatReceiptId(receiptId),
    state,
    since: time.formatWithZone(handling?.since ?? arrivedAt),
    nextAt: optionalTime(handling?.due, time),
    attempts: handling?.attempts,
    fault: handling?.fault,
    txId: label.txId,
    from: label.from?.address,
    to: label.to?.address,
    product: label.product.id,
  }
}

function optionalTime(at: number | undefined, time: LocalTime): string | undefined {
  return at === undefined ? undefined : time.formatWithZone(at)
}
