import { actorOf } from '../../protocol/urn.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { Knowledge, KnownActor } from './knowledge.ts'
import { isServedHere } from './served-here.ts'
import type { Place } from './way.ts'

/** Where a receiver is; or why nothing goes there from this node (shs-protocol.md 7.7). */
export type Placed =
  | Exclude<Place, { kind: 'nowhere' }>
  | { readonly kind: 'noRelay' }
  | { readonly kind: 'noAddress' }

/**
 * Where messages of a product type from an address go to a receiver: its mailbox here, or its node, where sender or
 * receiver is served here and somebody knows the address.
 */
export async function placeOf(
  receiver: KnownActor,
  { from, product }: { readonly from: string; readonly product: string },
  knowledge: Knowledge,
  node: Pick<NodeSettings, 'actor'>,
): Promise<Placed> {
  if (isServedHere(receiver.registered, node)) return { kind: 'mailbox' }
  const sender = await knowledge.actor(actorOf(from))
  if (sender.kind !== 'known' || !isServedHere(sender.value.registered, node)) return { kind: 'noRelay' }
  const address = await knowledge.address(receiver, product)
  if (address.kind === 'unknown') return { kind: 'noAddress' }
  // An address that can't be asked for now is asked for again when the message is to be delivered.
  return { kind: 'remote', destination: receiver.number }
}
