import type { SentReceipt } from '../../client/send-message.ts'
import type { Label } from '../../protocol/label/label.ts'
import type { Terminal } from '../command.ts'
import { safeText } from '../safe-text.ts'

/** What there is to say of a message that is safe at the other node. */
export interface SentFacts {
  readonly receipt: SentReceipt
  readonly label: Label
  /** Of the file as it lies here. */
  readonly sha256: string
}

/** The receipt with the keys of the JSON form (product.md 5). */
export function sentJson({ receipt, label, sha256 }: SentFacts): object {
  const [data] = label.content.data
  return {
    receiptId: receipt.receiptId,
    receivedAt: receipt.arrivedAt,
    from: label.from?.address,
    to: label.to?.address,
    product: label.product.id,
    fileName: data?.fileName,
    bytes: data?.bytes,
    sha256,
    txId: label.txId,
    corrId: label.corrId,
    contentId: label.content.contentId,
    duplicate: receipt.duplicate,
    nodeId: receipt.nodeId,
  }
}

/** The receipt with the keys of the text form, which are the same in every language. */
export function sentText({ receipt, label, sha256 }: SentFacts, { say }: Terminal): readonly string[] {
  const [data] = label.content.data
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['kvittensID', receipt.receiptId],
    ['mottagen', receipt.arrivedAt],
    ['från', label.from?.address],
    ['till', label.to?.address],
    ['tjänst', label.product.id],
    ['fil', data?.fileName],
    ['antal bytes', data?.bytes?.toString()],
    ['sha256', sha256],
    ['txID', label.txId],
  ]
  const duplicate = say({
    sv: 'Den fanns redan hos mottagaren; inget är mottaget två gånger.',
    en: 'The receiver had it already; nothing was received twice.',
  })
  return [
    ...lines.flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [`${key}: ${safeText(value)}`],
    ),
    ...(receipt.duplicate ? ['', duplicate] : []),
  ]
}
