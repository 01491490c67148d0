import type { Label } from '../../protocol/label/label.ts'
import { pingProduct } from '../agreements/question.ts'
import type { Handlers } from '../ports/handlers.ts'
import { shsRefusal } from '../refusal.ts'
import type { Route } from '../route/route.ts'
import { actorOf } from '../../protocol/urn.ts'
import type { Way } from '../route/way.ts'

/** Who answers a synchronous request: another node, a system of the actor's own, or this node itself (ping). */
export type Answerer =
  | { readonly by: 'peer'; readonly way: Way }
  | { readonly by: 'handler'; readonly way: Way; readonly actor: string }
  | { readonly by: 'node'; readonly way: Way }

/** Finds who answers a request; refuses one that nobody here answers (shs-protocol.md 7.7). */
export function whoAnswers(label: Label, route: Route, handlers: Handlers): Answerer {
  if (route.kind !== 'ways') throw new Error('a synchronous request was taken without a way')
  const [way] = route.ways
  if (way === undefined) throw new Error('a synchronous request was taken without a receiver')
  if (way.place.kind === 'remote') return { by: 'peer', way }
  if (label.product.id === pingProduct) return { by: 'node', way }
  const actor = actorOf(way.address)
  if (handlers.has(actor, label.product.id)) return { by: 'handler', way, actor }
  throw shsRefusal('MissingDeliveryExecution', {
    words: {
      sv: `Ingen här besvarar synkrona frågor av produkttypen ${label.product.id} till ${actor}.`,
      en: `Nobody here answers synchronous requests of the product type ${label.product.id} to ${actor}.`,
    },
    cure: {
      sv: 'Skicka med transfer-type asynch, eller be den här nodens operatör ange en handler för produkttypen.',
      en: "Send with transfer-type asynch, or ask this node's operator to name a handler for the product type.",
    },
  })
}
