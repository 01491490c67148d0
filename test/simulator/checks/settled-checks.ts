import type { MessageRecord } from '../../../src/exchange/ports/message-log.ts'
import type { SimNode } from '../world/sim-node.ts'
import type { World } from '../world/world.ts'
import type { Accounts, SentMessage } from './accounts.ts'
import { Violation } from './violation.ts'

/** Where a message that was accepted has ended. */
type End = 'delivered' | 'quarantined' | 'held' | 'cancelled'

/** What must be true when the faults are over and all has settled. */
export function settledChecks(world: World, accounts: Accounts): void {
  for (const node of world.nodes) node.watch.keptAll()
  for (const message of accounts.accepted) everyCopyEnds(message, world, accounts)
  for (const node of world.nodes) {
    noLeftOvers(node, accounts)
    everyConfirmCounts(node, accounts)
  }
}

/** accepted = delivered + quarantined + held + cancelled, and delivered means that its file has come out whole. */
function everyCopyEnds(message: SentMessage, world: World, accounts: Accounts): void {
  const node = world.nodes.find(({ place }) => place === message.via)
  if (node === undefined) return
  const record = recordOf(node, message.accepted?.receiptId)
  if (record === undefined)
    return accounts.violate(new Violation('every 202 is found', node.place, message.txId))
  for (const copy of copiesOf(node, record)) endOf(copy, node, world, accounts)
}

function copiesOf(node: SimNode, record: MessageRecord): readonly MessageRecord[] {
  if (record.state !== 'split') return [record]
  const { tables } = node.store
  return tables.copiesOf(record.receiptId).flatMap((id) => tables.messages.get(id)?.record ?? [])
}

function endOf(record: MessageRecord, node: SimNode, world: World, accounts: Accounts): End | undefined {
  const violate = (detail: string): undefined => {
    accounts.violate(new Violation('everything accepted comes to an end', node.place, detail))
  }
  const { state, receiptId, label, mailbox } = record
  switch (state) {
    case 'received':
      return hasArrived(record, mailbox, accounts) ? 'delivered' : violate(`${receiptId} never came out`)
    case 'sent':
      return isAt(record, node, world, accounts)
        ? 'delivered'
        : violate(`${receiptId} (${label.txId}) was sent and is not there`)
    case 'quarantined':
    case 'held':
    case 'cancelled':
      return state
    case 'new':
    case 'queued':
    case 'split':
      return violate(`${receiptId} is ${state}`)
  }
}

/** Where the receiver takes it for the same that was sent. */
function hasArrived(
  { parts, label }: MessageRecord,
  mailbox: string | undefined,
  accounts: Accounts,
): boolean {
  const file = parts[0]?.sha256
  return accounts.arrived.get(`${mailbox} ${file}`) === label.txId
}

/** A partner has it, or it has come to an end at another node of ours. */
function isAt({ label }: MessageRecord, from: SimNode, world: World, accounts: Accounts): boolean {
  if (world.partners.some(({ taken }) => taken.has(label.txId))) return true
  const node = world.nodes.find(
    ({ place, store }) => place !== from.place && store.tables.byTxId.has(label.txId),
  )
  const there = node?.store.tables.byTxId.get(label.txId)
  const record = node === undefined ? undefined : recordOf(node, there)
  if (node === undefined || record === undefined) return false
  for (const copy of copiesOf(node, record)) endOf(copy, node, world, accounts)
  return true
}

/** A confirm that got to the sender's node has marked what it speaks of, unless that was not on its way then. */
function everyConfirmCounts(node: SimNode, accounts: Accounts): void {
  for (const { record } of node.store.tables.messages.values()) {
    if (record.state !== 'sent' || record.acknowledgedAt !== undefined) continue
    if (record.label.sequenceType === 'adm' || node.watch.wasHandled(record.receiptId)) continue
    const { corrId, content } = record.label
    const confirm = node.store.tables
      .bearing(corrId, content.contentId)
      .flatMap((id) => node.store.tables.messages.get(id)?.record ?? [])
      .find(({ label }) => isConfirmOf(label, record.label))
    if (confirm === undefined) continue
    const text = `${record.receiptId} is confirmed by ${confirm.receiptId} and not acknowledged`
    accounts.violate(new Violation('a confirm marks its message', node.place, text))
  }
}

function isConfirmOf(label: MessageRecord['label'], original: MessageRecord['label']): boolean {
  return (
    label.product.id === 'confirm' &&
    label.sequenceType === 'adm' &&
    label.status === original.status &&
    label.from?.address === original.to?.address &&
    label.to?.address === original.from?.address
  )
}

/** No blob without a message, and no message without its blob. */
function noLeftOvers(node: SimNode, accounts: Accounts): void {
  const { tables } = node.store
  for (const { record } of tables.messages.values()) {
    if (record.blobId === undefined) continue
    const file = node.blobs.files.get(record.blobId)
    if (file?.named === true && file.bytes.length === record.size) continue
    accounts.violate(new Violation('nothing is lost', node.place, `the blob of ${record.receiptId}`))
  }
}

function recordOf(node: SimNode, receiptId: string | undefined): MessageRecord | undefined {
  return receiptId === undefined ? undefined : node.store.tables.messages.get(receiptId)?.record
}
