import type { BusinessFact } from '../audit/business-fact.ts'
import { writeDown } from '../audit/write-down.ts'
import type { LocalTime } from '../local-time.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { MessageRecord } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { receivedFact } from '../receive/received-fact.ts'
import { confirmFor } from '../reply/confirm-message.ts'
import { findMessage } from './find-message.ts'
import type { OpenMailbox } from './open-mailbox.ts'

/**
 * Marks a message as safe with its fetcher; the first time, a confirm message to a sender with a mailbox here is
 * written together with the mark. Again, or by two at once: the same answer, and no second confirm.
 */
export async function acknowledgeMessage(
  mailbox: OpenMailbox,
  txId: string,
  ports: Ports,
  node: NodeSettings,
  time: LocalTime,
): Promise<void> {
  let current: MessageRecord | undefined = await findMessage(mailbox, txId, ports)
  while (current !== undefined && current.acknowledgedAt === undefined) {
    current = await tryToMark(mailbox, current, ports, node, time)
  }
}

/** Undefined when the mark is made; else the message as another change left it. */
async function tryToMark(
  mailbox: OpenMailbox,
  message: MessageRecord,
  ports: Ports,
  node: NodeSettings,
  time: LocalTime,
): Promise<MessageRecord | undefined> {
  const at = ports.clock.now()
  const caller = mailbox.caller.number
  const { receiptId, version, label } = message
  const confirm = await confirmFor(message, ports, node, time)
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
      return undefined
    case 'conflict':
      if (outcome.current === undefined) throw new Error('a message that was to be acknowledged is gone')
      return outcome.current
    case 'duplicate':
      throw new Error('a new confirm message has a tx.id that is taken')
  }
}
