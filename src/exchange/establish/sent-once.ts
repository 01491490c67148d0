import type { ReceiptId } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import type { Agreement } from '../ports/registry.ts'
import type { ReceiveWorld } from '../receive/receive.ts'
import { submit } from '../submit/submit.ts'
import { inOtherHands, noSuchAgreement } from './operator-refusals.ts'
import { metaOf, type Statement } from './statement.ts'

/** An agreement after an operator's command, and the receipt of the message that says so to the other side. */
export interface Told {
  readonly entry: Agreement
  readonly receiptId?: ReceiptId
}

interface Letter {
  readonly uuid: string
  readonly document: Uint8Array
  readonly from: string
  readonly to: string
  readonly statement: Statement
  readonly user: string
  /** Of the proposal that it answers; absent where it is one. */
  readonly corrId?: string
  /** The tx.id under which the same was said before. */
  readonly saidBefore?: string
}

/**
 * Sends the message of a command once, however often the command is given: again only where the first was lost in a crash
 * before it was kept, so that nobody has it, or could not be delivered.
 */
export async function sentOnce(letter: Letter, world: ReceiveWorld): Promise<Told> {
  const { uuid, document, from, to, statement, user, corrId, saidBefore } = letter
  const first = await underWay(saidBefore, world.ports)
  if (first !== undefined) return told(uuid, first, world.ports)
  const txId = world.ports.ids.uuid()
  const { message } = await submit(
    {
      txId,
      corrId: corrId ?? txId,
      from,
      to,
      user,
      product: 'agreement',
      sequenceType: statement.kind === 'proposal' ? 'request' : 'reply',
      meta: metaOf(statement),
      file: {
        datapartType: 'agreement',
        fileName: 'agreement.xml',
        contentType: 'text/xml',
        octets: document,
      },
    },
    world,
  )
  return told(uuid, message.receiptId, world.ports)
}

/** The message with a tx.id that is on its way or has arrived. */
async function underWay(
  txId: string | undefined,
  { messageLog }: Pick<Ports, 'messageLog'>,
): Promise<ReceiptId | undefined> {
  if (txId === undefined) return undefined
  const [message] = await messageLog.byTxId([txId])
  const failed = message?.state === 'quarantined' || message?.state === 'cancelled'
  return failed ? undefined : message?.receiptId
}

/** The agreement as it is now, and a message about it. */
export async function told(
  uuid: string,
  receiptId: ReceiptId | undefined,
  { registry }: Pick<Ports, 'registry'>,
): Promise<Told> {
  const [entry] = await registry.agreements([uuid])
  if (entry === undefined) throw noSuchAgreement(uuid)
  return { entry, ...(receiptId !== undefined && { receiptId }) }
}

/** Lets one command at a time be at an agreement. */
export async function holdAgreement(
  uuid: string,
  { coordination }: Pick<Ports, 'coordination'>,
): Promise<AsyncDisposable> {
  const lease = await coordination.acquire(`agreement:${uuid}`)
  if (lease === undefined) throw inOtherHands(uuid)
  return lease
}
