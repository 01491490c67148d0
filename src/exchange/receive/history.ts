import type { Label } from '../../protocol/label/label.ts'
import type { ReceiptId } from '../ports/message-log.ts'

/** The label with this node's `Received` entry at the end of its history (shs-protocol.md 3). */
export function withReceivedHistory<L extends Label>(
  label: L,
  nodeId: string,
  receiptId: ReceiptId,
  datetime: string,
): L {
  return {
    ...label,
    history: [
      ...label.history,
      {
        datetime,
        comment: 'Received',
        nodeId,
        contentId: label.content.contentId,
        txId: label.txId,
        localId: receiptId,
        ...(label.from === undefined ? {} : { from: label.from.address }),
        ...(label.to === undefined ? {} : { to: label.to.address }),
        ...(label.agreement === undefined ? {} : { agreement: label.agreement }),
      },
    ],
  }
}
