import type { Label } from '../../../protocol/label/label.ts'
import { statusCode } from './codes.ts'
import type { ListedWire } from './change-wire.ts'

/** What of a label a listing filters and sorts on. */
export function listingOf(label: Label): ListedWire {
  return [
    statusCode(label.status),
    label.sequenceType,
    label.transferType,
    label.product.id,
    label.from?.address ?? null,
    label.originator?.text ?? null,
    label.endRecipient?.text ?? null,
    label.corrId,
    label.content.contentId,
    label.subject ?? null,
    label.meta.length === 0 ? null : label.meta.flatMap(({ name, value }) => [name, value]),
  ]
}
