import type { NodeSettings } from '../node-settings.ts'
import type { Actor } from '../ports/registry.ts'

/** Whether an actor's messages wait in this node (product.md 3, `mailbox`). */
export function isServedHere(actor: Actor | undefined, node: Pick<NodeSettings, 'actor'>): boolean {
  if (actor === undefined) return false
  return actor.kind === 'tenant' || actor.mailbox === true || actor.organisationNumber === node.actor
}
