import type { Label } from '../../protocol/label/label.ts'
import { writeManagement } from '../../protocol/management/management-writer.ts'
import { newPartHeaders } from '../../protocol/message/message-writer.ts'
import type { LocalTime } from '../local-time.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { MessageRecord, NewMessage } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { actorOf, hasMailboxHere } from '../receive/admission.ts'
import { withReceivedHistory } from '../receive/history.ts'
import { newReceiptId } from '../receipts/new-receipt-id.ts'

const fileName = 'confirm.xml'
const contentType = 'text/xml; charset=ISO-8859-1'

/**
 * The confirm message for an acknowledged one (shs-protocol.md 8), ready for its sender's mailbox here. None for
 * a confirm or error message itself, and none where the sender has no mailbox in this node.
 */
export async function confirmFor(
  original: MessageRecord,
  ports: Ports,
  node: NodeSettings,
  time: LocalTime,
): Promise<NewMessage | undefined> {
  if (original.label.sequenceType === 'adm' || original.label.from === undefined) return undefined
  const mailbox = original.label.from.address
  const [sender] = await ports.registry.actors([actorOf(mailbox)])
  if (sender === undefined || !hasMailboxHere(sender, node)) return undefined
  const at = ports.clock.now()
  const receiptId = newReceiptId(ports.ids)
  const payload = confirmation(original.label, time.format(at))
  return {
    receiptId,
    channel: 'node',
    caller: node.actor,
    arrivedAt: at,
    state: 'received',
    mailbox,
    label: withReceivedHistory(
      confirmLabel(original.label, ports.ids.uuid(), node.actor, time.format(at), payload.length),
      node.nodeId,
      receiptId,
      time.format(at),
    ),
    parts: [
      {
        headers: newPartHeaders({ contentType, transferEncoding: 'binary', fileName }),
        contentType,
        transferEncoding: 'binary',
        fileName,
        offset: 0,
        length: payload.length,
        bytes: payload.length,
        sha256: hashOf(payload, ports),
      },
    ],
    body: { at: 'row', bytes: payload },
  }
}

function confirmation(original: Label, datetime: string): Uint8Array {
  return writeManagement({
    kind: 'confirmation',
    corrId: original.corrId,
    contentId: original.content.contentId,
    datetime,
    appinfo: [],
  })
}

function confirmLabel(
  original: Label,
  txId: string,
  ownActor: string,
  datetime: string,
  bytes: number,
): Label {
  return {
    version: '1.2',
    txId,
    corrId: original.corrId,
    ...(original.agreement === undefined ? {} : { agreement: original.agreement }),
    transferType: original.transferType,
    messageType: 'simple',
    sequenceType: 'adm',
    status: original.status,
    ...(original.endRecipient === undefined ? {} : { originator: original.endRecipient }),
    from: original.to ?? { address: ownActor },
    ...(original.from === undefined ? {} : { to: addressOnly(original.from) }),
    ...(original.originator === undefined ? {} : { endRecipient: original.originator }),
    product: { id: 'confirm', commonName: 'Confirm' },
    meta: [],
    datetime,
    content: {
      contentId: original.content.contentId,
      data: [{ datapartType: 'confirm', fileName, bytes }],
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

function hashOf(payload: Uint8Array, ports: Ports): string {
  const hash = ports.digest.sha256()
  hash.update(payload)
  return hash.hex()
}
