import { pendingOf } from '../agreements/agreement-entry.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import type { MessageRecord } from '../ports/message-log.ts'
import type { Agreement } from '../ports/registry.ts'
import { type EstablishPorts, putAgreement } from './establish.ts'

/**
 * Puts the agreement in force whose acceptance the proposer's side has got (step 5 of `establish`), before the message is
 * marked as sent. Any other message changes nothing, nor does this one again.
 */
export async function whenAnswered(message: MessageRecord, ports: EstablishPorts): Promise<void> {
  if (message.label.product.id !== 'agreement') return
  for (;;) {
    const revision = await ports.registry.revision()
    const entry = await acceptedBy(message, ports)
    if (entry?.negotiation === undefined) return
    const at = ports.clock.now()
    const agreed: Agreement = {
      ...entry,
      negotiation: { ...entry.negotiation, standing: 'agreed', since: at },
    }
    if (await putAgreement(agreed, revision, factOf(message, agreed, at), ports)) return
  }
}

/** The agreement that waits for this very message to arrive. */
async function acceptedBy(
  { label }: MessageRecord,
  { registry }: Pick<EstablishPorts, 'registry'>,
): Promise<Agreement | undefined> {
  for (const { entry } of await registry.rows()) {
    if (entry.kind !== 'agreement') continue
    const pending = pendingOf(entry)
    if (pending?.standing === 'accepted' && pending.txId === label.txId) return entry
  }
  return undefined
}

function factOf({ receiptId, label }: MessageRecord, { uuid }: Agreement, at: number): BusinessFact {
  return {
    event: 'agreed',
    at,
    subject: receiptId,
    txId: label.txId,
    corrId: label.corrId,
    ...(label.from !== undefined && { from: label.from.address }),
    ...(label.to !== undefined && { to: label.to.address }),
    agreement: uuid,
  }
}
