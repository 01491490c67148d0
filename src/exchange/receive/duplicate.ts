import type { Label } from '../../protocol/label/label.ts'
import type { MessageRecord, NewMessage } from '../ports/message-log.ts'
import { type Refusal, shsRefusal } from '../refusal.ts'

/**
 * Whether a message that brings a taken tx.id is the same one again (shs-protocol.md 5): only then is it a duplicate.
 * `asked` is its label as it came: one without `to` may have got another receiver meanwhile.
 */
export function sameMessage(
  first: MessageRecord,
  again: NewMessage,
  asked: Label | undefined = again.label,
): boolean {
  const sameReceiver =
    asked.to === undefined || first.label.to === undefined || first.label.to.address === asked.to.address
  return (
    sameReceiver &&
    first.label.status === again.label.status &&
    first.label.from?.address === again.label.from?.address &&
    first.label.corrId === again.label.corrId &&
    first.label.content.contentId === again.label.content.contentId &&
    first.label.product.id === again.label.product.id
  )
}

/** Says that a tx.id is taken, and nothing of the message that took it. */
export function takenTxId(txId: string): Refusal {
  return shsRefusal('IllegalMessageStructure', {
    words: {
      sv: `tx.id ${txId} är redan använt för ett annat meddelande.`,
      en: `The tx.id ${txId} is taken by another message.`,
    },
    cure: { sv: 'Skicka med ett nytt tx.id.', en: 'Send with a new tx.id.' },
  })
}
