import { fileBytes } from '../../protocol/message/stored-part.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import type { NewMessage } from '../ports/message-log.ts'

/** The ledger's word for a message that was taken in; `user`: the operator whose command made it. */
export function receivedFact(message: NewMessage, user?: string): BusinessFact {
  const { label, parts, receiptId, arrivedAt, caller } = message
  return {
    event: 'received',
    at: arrivedAt,
    subject: receiptId,
    caller,
    txId: label.txId,
    corrId: label.corrId,
    ...(label.from === undefined ? {} : { from: label.from.address }),
    ...(label.to === undefined ? {} : { to: label.to.address }),
    product: label.product.id,
    status: label.status,
    bytes: fileBytes(parts),
    sha256: parts.map((part) => part.sha256),
    ...(user === undefined ? {} : { detail: { user } }),
  }
}
