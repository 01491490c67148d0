import type { DataEntry, Label } from '../../protocol/label/label.ts'

/** The label of the reply to a request that is answered here: the same tx.id and corr.id, sender and receiver changed places. */
export function replyLabel(
  request: Label,
  reply: { readonly contentId: string; readonly datetime: string; readonly data: DataEntry },
): Label {
  const { from, to, originator, endRecipient, agreement } = request
  return {
    version: '1.2',
    txId: request.txId,
    corrId: request.corrId,
    ...(agreement === undefined ? {} : { agreement }),
    transferType: 'synch',
    messageType: 'simple',
    documentType: 'simple',
    sequenceType: 'reply',
    status: request.status,
    ...(endRecipient === undefined ? {} : { originator: endRecipient }),
    ...(to === undefined ? {} : { from: to }),
    ...(from === undefined
      ? {}
      : {
          to: {
            address: from.address,
            ...(from.commonName === undefined ? {} : { commonName: from.commonName }),
          },
        }),
    ...(originator === undefined ? {} : { endRecipient: originator }),
    product: request.product,
    meta: [],
    datetime: reply.datetime,
    content: { contentId: reply.contentId, data: [reply.data] },
    history: [],
  }
}
