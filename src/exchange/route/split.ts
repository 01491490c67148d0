import type { Label } from '../../protocol/label/label.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import type { LocalTime } from '../local-time.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { NewMessage, ReceiptId } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { newReceiptId } from '../receipts/new-receipt-id.ts'
import { withReceivedHistory } from '../receive/history.ts'
import { receivedFact } from '../receive/received-fact.ts'
import { errorFor, type ErrorWorld } from '../reply/error-message.ts'
import { addressed, standingOf } from './new-message.ts'
import type { SentLabel } from './route.ts'
import type { Way } from './way.ts'

/** A message that goes to several, as it came in. */
export interface Original extends Pick<
  NewMessage,
  'receiptId' | 'channel' | 'caller' | 'arrivedAt' | 'parts'
> {
  /** As it came, without this node's history entry. */
  readonly label: SentLabel
  readonly body: Extract<NewMessage['body'], { readonly at: 'blob' }>
}

/** What is written, beside the message that is split, for its copies. */
export interface Copies {
  readonly inserts: readonly NewMessage[]
  readonly facts: readonly BusinessFact[]
}

/** What is needed of the world to make copies, and to tell the sender of those that go nowhere. */
export interface SplitWorld extends ErrorWorld {
  readonly ports: Pick<Ports, 'clock' | 'ids' | 'digest'>
  readonly node: NodeSettings
  readonly time: LocalTime
}

/**
 * One copy for each receiver, with a tx.id of its own and the same corr.id, all with the one stored body
 * (shs-protocol.md 7.4). The sender is told by an error message of each that goes nowhere.
 */
export async function split(original: Original, ways: readonly Way[], world: SplitWorld): Promise<Copies> {
  const inserts: NewMessage[] = []
  const facts: BusinessFact[] = [
    { event: 'split', at: world.ports.clock.now(), subject: original.receiptId, count: ways.length },
  ]
  for (const way of ways) {
    const { copy, fact } = copyFor(way, original, world)
    inserts.push(copy)
    facts.push(routedFact(copy), fact)
    if (way.place.kind !== 'nowhere') continue
    const error = await errorFor(copy.label, way.place.fault, world)
    if (error === undefined) continue
    inserts.push(error)
    facts.push(receivedFact(error))
  }
  return { inserts, facts }
}

function copyFor(
  way: Way,
  original: Original,
  { ports, node, time }: SplitWorld,
): { readonly copy: NewMessage; readonly fact: BusinessFact } {
  const at = ports.clock.now()
  const receiptId: ReceiptId = newReceiptId(ports.ids)
  const label: Label = addressed({ ...original.label, txId: ports.ids.uuid() }, way)
  const standing = standingOf(way, at, original.receiptId)
  const copy: NewMessage = {
    receiptId,
    channel: original.channel,
    caller: original.caller,
    arrivedAt: original.arrivedAt,
    ...standing.message,
    label: withReceivedHistory(label, node.nodeId, receiptId, time.format(original.arrivedAt)),
    parts: original.parts,
    body: original.body,
  }
  const fact: BusinessFact = { event: 'routed', ...standing.fact, at, subject: receiptId }
  return { copy, fact }
}

/** The ledger says of a copy what it says of a message that was taken in. */
function routedFact(copy: NewMessage): BusinessFact {
  return { ...receivedFact(copy), event: 'routed' }
}
