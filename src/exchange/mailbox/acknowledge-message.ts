import type { BusinessFact } from '../audit/business-fact.ts'
import { writeDown } from '../audit/write-down.ts'
import type { MessageRecord, NewMessage } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { receivedFact } from '../receive/received-fact.ts'
import { confirmFor, type ConfirmWorld } from '../reply/confirm-message.ts'
import { findMessage } from './find-message.ts'
import type { OpenMailbox } from './open-mailbox.ts'

/** What a message is acknowledged and confirmed with. */
export interface AcknowledgeWorld extends ConfirmWorld {
  readonly ports: Ports
  /** Told of each message that is to go on from here, once it is written. */
  readonly handOn: (messages: readonly NewMessage[]) => void
}

/**
 * Marks a message as safe with its fetcher; the first time, a confirm message to its sender is written together with
 * the mark. Again, or by two at once: the same answer, and no second confirm.
 */
export async function acknowledgeMessage(
  mailbox: OpenMailbox,
  txId: string,
  world: AcknowledgeWorld,
): Promise<void> {
  let current: MessageRecord | undefined = await findMessage(mailbox, txId, world.ports)
  while (current !== undefined && current.acknowledgedAt === undefined) {
    current = await tryToMark(mailbox, current, world)
  }
}

/** Undefined when the mark is made; else the message as another change left it. */
async function tryToMark(
  mailbox: OpenMailbox,
  message: MessageRecord,
  world: AcknowledgeWorld,
): Promise<MessageRecord | undefined> {
  const { ports } = world
  const at = ports.clock.now()
  const caller = mailbox.caller.number
  const { receiptId, version, label } = message
  const confirm = await confirmFor(message, world)
  const about = { at, subject: receiptId, txId: label.txId }
  const facts: BusinessFact[] = [{ ...about, event: 'acknowledged', caller }]
  if (confirm !== undefined) facts.push({ ...about, event: 'confirmed' }, receivedFact(confirm))
  const outcome = await writeDown(
    ports,
    {
      update: [{ receiptId, expectVersion: version, acknowledgedAt: at }],
      ...(confirm === undefined ? {} : { insert: [confirm] }),
    },
    facts,
  )
  switch (outcome.kind) {
    case 'done':
      if (confirm !== undefined) world.handOn([confirm])
      return undefined
    case 'conflict':
      if (outcome.current === undefined) throw new Error('a message that was to be acknowledged is gone')
      return outcome.current
    case 'duplicate':
    case 'purgedDuplicate':
      throw new Error('a new confirm message has a tx.id that is taken')
  }
}
