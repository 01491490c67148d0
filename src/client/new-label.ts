import type {
  DataEntry,
  Label,
  Meta,
  MessageStatus,
  SequenceType,
  TransferType,
} from '../protocol/label/label.ts'

/** What a sender says of a message; addresses and product ids without their URN prefix. */
export interface LabelFacts {
  /** The sender's own UUID of this transfer: the same one makes a second sending a duplicate. */
  readonly txId: string
  readonly from: string
  readonly to?: string
  readonly product: string
  readonly status: MessageStatus
  /** Asynchronous unless told otherwise. */
  readonly transferType?: TransferType
  readonly sequenceType: SequenceType
  readonly datetime: string
  readonly data: readonly DataEntry[]
  readonly corrId?: string
  readonly contentId?: string
  readonly agreement?: string
  readonly subject?: string
  readonly originator?: string
  readonly endRecipient?: string
  readonly meta?: readonly Meta[]
}

/**
 * The label of a new message. The ids that are not given are made from the tx.id, so that sending again with the
 * same tx.id sends the same ids, which is what makes it a duplicate (shs-protocol.md 5).
 */
export function newLabel(facts: LabelFacts): Label {
  const { txId, from, to, product, agreement, subject, originator, endRecipient } = facts
  return {
    version: '1.2',
    txId,
    corrId: facts.corrId ?? txId,
    ...(agreement === undefined ? {} : { agreement }),
    transferType: facts.transferType ?? 'asynch',
    messageType: 'simple',
    documentType: 'simple',
    sequenceType: facts.sequenceType,
    status: facts.status,
    ...(originator === undefined ? {} : { originator: { text: originator } }),
    from: { address: from },
    ...(to === undefined ? {} : { to: { address: to } }),
    ...(endRecipient === undefined ? {} : { endRecipient: { text: endRecipient } }),
    product: { id: product },
    meta: facts.meta ?? [],
    ...(subject === undefined ? {} : { subject }),
    datetime: facts.datetime,
    content: { contentId: facts.contentId ?? txId, data: facts.data },
    history: [],
  }
}
