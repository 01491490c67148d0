import type { Label } from '../../protocol/label/label.ts'
import type { Caller } from '../access/caller.ts'
import type { MessageLog, MessageRecord } from '../ports/message-log.ts'
import { type Refusal, shsRefusal } from '../refusal.ts'

/**
 * Whether a message that brings a taken tx.id is the same one again (shs-protocol.md 5): only then is it a duplicate.
 * `asked` is its label as it came, with its sender: one without `to` may have got another receiver meanwhile.
 */
export function sameMessage(first: MessageRecord, asked: Label): boolean {
  return sameLabel(first.label, asked)
}

/**
 * The message that one which is refused now is the same as, where it was taken in before: its sender has not heard of
 * that. Undefined where it is another's, so that nobody learns of what is not theirs.
 */
export async function takenBefore(
  refusal: Refusal,
  asked: Label,
  caller: Caller,
  messageLog: Pick<MessageLog, 'byTxId'>,
): Promise<MessageRecord | undefined> {
  if (asked.transferType === 'synch') return undefined
  if (refusal.kind !== 'shs' && refusal.kind !== 'unavailable') return undefined
  const [first] = await messageLog.byTxId([asked.txId])
  if (first === undefined || first.caller !== caller.number) return undefined
  const from = asked.from ?? { address: caller.number }
  return sameMessage(first, { ...asked, from }) ? first : undefined
}

/** Whether two labels with one tx.id are of the same message. */
export function sameLabel(first: Label, again: Label): boolean {
  const sameReceiver =
    again.to === undefined || first.to === undefined || first.to.address === again.to.address
  return (
    sameReceiver &&
    first.status === again.status &&
    first.from?.address === again.from?.address &&
    first.corrId === again.corrId &&
    first.content.contentId === again.content.contentId &&
    first.product.id === again.product.id
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
