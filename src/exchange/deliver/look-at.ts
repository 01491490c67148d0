import type { Words } from '../../protocol/words.ts'
import { actorOf } from '../../protocol/urn.ts'
import type { MessageRecord } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import type { Knowledge } from '../route/knowledge.ts'
import { type Named, named } from './message-named.ts'

/** What an operator sees of a message: where it would be delivered now, and what it was split into. */
export type Looked =
  | Extract<Named, { readonly kind: 'attempt' }>
  | {
      readonly kind: 'message'
      readonly message: MessageRecord
      readonly copies: readonly MessageRecord[]
      readonly deliveryAddress?: DeliveryPlace
    }

/** The URL by which a receiver's node is called, and who says so; or why there is none to tell. */
export type DeliveryPlace =
  | { readonly url: string; readonly from: 'registry' | 'directory' }
  | { readonly unknown: Words }

interface LookWorld {
  readonly ports: Pick<Ports, 'messageLog'>
  readonly knowledge: Knowledge
}

/** By a receipt id or a tx.id. Throws a `Refusal` where nothing bears it. */
export async function lookAt(typed: string, world: LookWorld): Promise<Looked> {
  const found = await named(typed, world.ports)
  if (found.kind === 'attempt') return found
  const { message } = found
  const copies = message.state === 'split' ? await world.ports.messageLog.copies(message.receiptId) : []
  const deliveryAddress = await deliveryPlace(message, world)
  return { kind: 'message', message, copies, ...(deliveryAddress === undefined ? {} : { deliveryAddress }) }
}

/** Of a message that goes, or went, to another node: as it is known now, which is how a delivery would find it. */
async function deliveryPlace(
  { label, handling }: MessageRecord,
  { knowledge }: LookWorld,
): Promise<DeliveryPlace | undefined> {
  if (handling?.destination === undefined || label.to === undefined) return undefined
  const actor = await knowledge.actor(actorOf(label.to.address))
  if (actor.kind === 'unanswered') return { unknown: actor.error.words }
  if (actor.kind === 'unknown') return { unknown: nowhere }
  const address = await knowledge.address(actor.value, label.product.id)
  switch (address.kind) {
    case 'known': {
      const own = actor.value.registered?.deliveryAddress !== undefined
      return { url: address.value, from: own ? 'registry' : 'directory' }
    }
    case 'unknown':
      return { unknown: nowhere }
    case 'unanswered':
      return { unknown: address.error.words }
  }
}

const nowhere: Words = {
  sv: 'Varken registret eller katalogen har en adress.',
  en: 'Neither the registry nor the directory has an address.',
}
