import { receiptIdFrom } from '../../protocol/receipt-id.ts'
import type { ReceiptId } from '../ports/message-log.ts'
import type { Ids } from '../ports/ids.ts'

/** A new receipt id; drawn again while its check symbol would be no letter or digit (product.md 5). */
export function newReceiptId(ids: Ids): ReceiptId {
  for (;;) {
    const id = receiptIdFrom(ids.random(10))
    if (id !== undefined) return id
  }
}
