import type { Label } from '../../protocol/label/label.ts'
import { actorOf } from '../../protocol/urn.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { Knowledge } from '../route/knowledge.ts'
import { isServedHere } from '../route/served-here.ts'
import type { Place } from '../route/way.ts'

type Address = NonNullable<Label['from']>

/**
 * In whose name a confirm or error message about a message goes (shs-protocol.md 8): its receiver's, where that is
 * known; the node's own where it is not, and in every message to another node about what was for neither: a node
 * speaks for those that it serves, and nobody would believe it of others.
 */
export async function speakerOf(
  { to }: Label,
  place: Exclude<Place, { kind: 'nowhere' }>,
  knowledge: Knowledge,
  node: NodeSettings,
): Promise<Address> {
  const own = { address: node.actor }
  if (to === undefined) return own
  const receiver = await knowledge.actor(actorOf(to.address))
  if (receiver.kind === 'unknown') return own
  if (place.kind === 'mailbox') return to
  const servedHere = receiver.kind === 'known' && isServedHere(receiver.value.registered, node)
  return servedHere ? to : own
}
