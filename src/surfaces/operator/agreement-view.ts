import { type ListedAgreement, withDays } from '../../exchange/establish/list-agreements.ts'
import type { Told } from '../../exchange/establish/sent-once.ts'
import type { LocalTime } from '../../exchange/local-time.ts'
import { formatReceiptId } from '../../protocol/receipt-id.ts'

/** An agreement as an operator is shown it: who, on what, from when to when, and how far it has come. */
export function agreementView({ entry, valid, fault }: ListedAgreement, time: LocalTime): object {
  const { uuid, principal, customer, products, negotiation } = entry
  const { standing = 'agreed', since, proposer, other, reason } = negotiation ?? {}
  return {
    uuid,
    // One that came by import stands as one that both sides have agreed on.
    standing: standing === 'agreed' ? 'in-force' : standing,
    principal,
    customer,
    products,
    validFrom: valid?.from,
    validTo: valid?.to,
    since: since === undefined ? undefined : time.formatWithZone(since),
    proposer,
    other,
    reason,
    fault,
  }
}

/** What came of an operator's command about an agreement. */
export function toldView({ entry, receiptId }: Told, time: LocalTime): object {
  return {
    ...agreementView(withDays(entry), time),
    receiptId: receiptId === undefined ? undefined : formatReceiptId(receiptId),
  }
}
