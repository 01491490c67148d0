import type { Label } from '../../protocol/label/label.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { Knowledge } from '../route/knowledge.ts'
import { isServedHere } from '../route/served-here.ts'
import { actorOf } from '../../protocol/urn.ts'
import type { Place } from '../route/way.ts'

/**
 * Where confirm and error messages to a message's sender go: its mailbox here, its node, or nowhere (undefined) where it
 * has neither. Nobody answers a confirm or error message (shs-protocol.md 7.8).
 */
export async function senderPlace(
  label: Label,
  product: 'confirm' | 'error',
  knowledge: Knowledge,
  node: NodeSettings,
): Promise<Exclude<Place, { kind: 'nowhere' }> | undefined> {
  if (label.sequenceType === 'adm' || label.from === undefined) return undefined
  const number = actorOf(label.from.address)
  const actor = await knowledge.actor(number)
  if (actor.kind === 'unknown') return undefined
  const remote = { kind: 'remote', destination: number } as const
  if (actor.kind === 'unanswered') return remote
  if (isServedHere(actor.value.registered, node)) return { kind: 'mailbox' }
  const address = await knowledge.address(actor.value, product)
  return address.kind === 'unknown' ? undefined : remote
}
