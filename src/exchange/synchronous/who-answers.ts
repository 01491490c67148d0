import type { Label } from '../../protocol/label/label.ts'
import { pingProduct } from '../agreements/question.ts'
import type { Handlers } from '../ports/handlers.ts'
import { type Refusal, shsRefusal } from '../refusal.ts'
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
  const { product, status } = label
  if (handlers.has(actor, product.id, status)) {
    if (label.content.data.length > 1) throw severalParts(actor, product.id)
    return { by: 'handler', way, actor }
  }
  if (status === 'test' && handlers.has(actor, product.id, 'production'))
    throw noTestHandler(actor, product.id)
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

/** A handler is given one file: nothing is dropped in silence. */
function severalParts(actor: string, product: string): Refusal {
  return shsRefusal('IllegalMessageStructure', {
    words: {
      sv: `Det system hos ${actor} som besvarar frågor av produkttypen ${product} tar emot en fil, och frågan har flera.`,
      en: `The system of ${actor} that answers requests of the product type ${product} takes one file, and the request has several.`,
    },
    cure: { sv: 'Skicka en fråga för varje fil.', en: 'Send a request for each file.' },
  })
}

/** A test message must never reach a production consumer (shs-protocol.md 3). */
function noTestHandler(actor: string, product: string): Refusal {
  return shsRefusal('MissingDeliveryExecution', {
    words: {
      sv: `Det system här som besvarar frågor av produkttypen ${product} till ${actor} tar inte emot testmeddelanden (status test).`,
      en: `The system here that answers requests of the product type ${product} to ${actor} takes no test messages (status test).`,
    },
    cure: {
      sv: 'Be nodens operatör sätta test: true på handlern i kvittens.yaml, om systemet skiljer test från produktion.',
      en: "Ask the node's operator to set test: true on the handler in kvittens.yaml, if the system tells test from production.",
    },
  })
}
