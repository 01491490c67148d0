import type { TakenMessage } from './take-message.ts'

/** A message whose files are saved here, as JSON; `facts` stand before the files. */
export function takenJson({ label, files }: TakenMessage, facts: Readonly<Record<string, unknown>>): object {
  return {
    txId: label.txId,
    corrId: label.corrId,
    contentId: label.content.contentId,
    from: label.from?.address,
    to: label.to?.address,
    originator: label.originator?.text,
    endRecipient: label.endRecipient?.text,
    product: label.product.id,
    sequenceType: label.sequenceType,
    status: label.status,
    subject: label.subject,
    datetime: label.datetime,
    meta: label.meta,
    ...facts,
    files,
  }
}
