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
  /** Of the exchange that it belongs to; absent where it begins one. */
  readonly corrId?: string
  /** The tx.id under which the same was said before. */
  readonly saidBefore?: string
}

/**
 * Sends the message of a command once, however often the command is given: one that was lost in a crash before it was
 * kept goes with the ids that the registry has of it; one that could not be delivered goes anew.
 */
export async function sentOnce(letter: Letter, world: ReceiveWorld): Promise<Told> {
  const { uuid, document, from, to, statement, user } = letter
  const ids = await idsOf(letter, world.ports)
  if ('receiptId' in ids) return told(uuid, ids.receiptId, world.ports)
  const { message } = await submit(
    {
      ...ids,
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

async function idsOf(
  { statement, corrId, saidBefore }: Letter,
  { messageLog, ids }: Ports,
): Promise<{ readonly txId: string; readonly corrId: string } | { readonly receiptId: ReceiptId }> {
  const txId = ids.uuid()
  if (saidBefore === undefined) return { txId, corrId: corrId ?? txId }
  const [message] = await messageLog.byTxId([saidBefore])
  if (message === undefined) return { txId: saidBefore, corrId: corrId ?? saidBefore }
  const failed = message.state === 'quarantined' || message.state === 'cancelled'
  if (!failed) return { receiptId: message.receiptId }
  // A proposal that failed may have been heard: the answer to it must not be taken for one to the next.
  return { txId, corrId: statement.kind === 'proposal' ? txId : (corrId ?? txId) }
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
