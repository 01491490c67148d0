import type { MessageRecord } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { Refusal } from '../refusal.ts'
import type { OpenMailbox } from './open-mailbox.ts'

/** The message with a tx.id in an open mailbox; a production message is not there for a test certificate. */
export async function lookForMessage(
  mailbox: OpenMailbox,
  txId: string,
  ports: Ports,
): Promise<MessageRecord | undefined> {
  const [found] = await ports.messageLog.byTxId([txId])
  if (found?.mailbox !== mailbox.address) return undefined
  const hidden = mailbox.caller.side === 'test' && found.label.status !== 'test'
  return hidden ? undefined : found
}

/** As `lookForMessage`, but a message that is not there is refused. */
export async function findMessage(mailbox: OpenMailbox, txId: string, ports: Ports): Promise<MessageRecord> {
  const found = await lookForMessage(mailbox, txId, ports)
  if (found !== undefined) return found
  throw new Refusal('notFound', 'NoSuchMessage', {
    words: {
      sv: `I brevlådan ${mailbox.address} finns inget meddelande med tx.id ${txId}.`,
      en: `The mailbox ${mailbox.address} holds no message with the tx.id ${txId}.`,
    },
    cure: {
      sv: 'Lista brevlådan och ta tx.id därifrån.',
      en: 'List the mailbox and take the tx.id from there.',
    },
  })
}
