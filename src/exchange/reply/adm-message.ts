import type { Label } from '../../protocol/label/label.ts'
import type { Management } from '../../protocol/management/management.ts'
import { writeManagement } from '../../protocol/management/management-writer.ts'
import { newPartHeaders } from '../../protocol/message/message-writer.ts'
import type { PartIndex } from '../../protocol/message/stored-part.ts'
import type { LocalTime } from '../local-time.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { NewMessage } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { newReceiptId } from '../receipts/new-receipt-id.ts'
import { withReceivedHistory } from '../receive/history.ts'
import type { Place } from '../route/way.ts'

/** What a confirm or error message is made of. */
export interface AdmWorld {
  readonly ports: Pick<Ports, 'clock' | 'ids' | 'digest'>
  readonly node: NodeSettings
  readonly time: LocalTime
}

/** Where a confirm or error message goes, and in whose name. */
export interface AdmWay {
  readonly place: Exclude<Place, { kind: 'nowhere' }>
  readonly speaker: NonNullable<Label['from']>
}

type Outcome = Pick<Management, 'kind' | 'appinfo' | 'errorCode' | 'errorInfo'>

const contentType = 'text/xml; charset=ISO-8859-1'
const productOf = { confirmation: 'confirm', error: 'error' } as const
const nameOf = { confirmation: 'Confirm', error: 'Error' } as const

/**
 * The confirm or error message about a message, ready for its sender's mailbox here or for the sender's node
 * (shs-protocol.md 8).
 */
export function admMessage(
  original: Label & { readonly from: NonNullable<Label['from']> },
  outcome: Outcome,
  { place, speaker }: AdmWay,
  { ports, node, time }: AdmWorld,
): NewMessage {
  const at = ports.clock.now()
  const datetime = time.format(at)
  const receiptId = newReceiptId(ports.ids)
  const payload = writeManagement({
    ...outcome,
    corrId: original.corrId,
    contentId: original.content.contentId,
    datetime,
  })
  const label = admLabel(original, outcome.kind, {
    txId: ports.ids.uuid(),
    speaker,
    datetime,
    bytes: payload.length,
  })
  return {
    receiptId,
    channel: 'node',
    caller: node.actor,
    arrivedAt: at,
    ...(place.kind === 'mailbox'
      ? { state: 'received', mailbox: original.from.address }
      : { state: 'queued', handling: { since: at, due: at, destination: place.destination, attempts: 0 } }),
    label: withReceivedHistory(label, node.nodeId, receiptId, datetime),
    parts: [partOf(payload, outcome.kind, ports)],
    body: { at: 'row', bytes: payload },
  }
}

interface AdmFacts {
  readonly txId: string
  readonly speaker: NonNullable<Label['from']>
  readonly datetime: string
  readonly bytes: number
}

function admLabel(
  original: Label & { readonly from: NonNullable<Label['from']> },
  kind: Outcome['kind'],
  { txId, speaker, datetime, bytes }: AdmFacts,
): Label {
  const { from, endRecipient, originator, agreement } = original
  const product = productOf[kind]
  return {
    version: '1.2',
    txId,
    corrId: original.corrId,
    ...(agreement === undefined ? {} : { agreement }),
    transferType: original.transferType,
    messageType: 'simple',
    sequenceType: 'adm',
    status: original.status,
    ...(endRecipient === undefined ? {} : { originator: endRecipient }),
    from: speaker,
    to: addressOnly(from),
    ...(originator === undefined ? {} : { endRecipient: originator }),
    product: { id: product, commonName: nameOf[kind] },
    meta: [],
    datetime,
    content: {
      contentId: original.content.contentId,
      data: [{ datapartType: product, fileName: `${product}.xml`, bytes }],
    },
    history: [],
  }
}

/** `to` has no e-mail and no labeledURI, which `from` may have. */
function addressOnly(from: NonNullable<Label['from']>): NonNullable<Label['to']> {
  return {
    address: from.address,
    ...(from.commonName === undefined ? {} : { commonName: from.commonName }),
  }
}

function partOf(payload: Uint8Array, kind: Outcome['kind'], { digest }: Pick<Ports, 'digest'>): PartIndex {
  const fileName = `${productOf[kind]}.xml`
  const hash = digest.sha256()
  hash.update(payload)
  return {
    headers: newPartHeaders({ contentType, transferEncoding: 'binary', fileName }),
    contentType,
    transferEncoding: 'binary',
    fileName,
    offset: 0,
    length: payload.length,
    bytes: payload.length,
    sha256: hash.hex(),
  }
}
