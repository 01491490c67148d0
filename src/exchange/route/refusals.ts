import { Refusal, shsRefusal } from '../refusal.ts'
import type { KvittensError } from '../../protocol/kvittens-error.ts'
import type { ShsErrorCode } from '../../protocol/protocol-error.ts'
import { type ReachFact, reachWords } from '../agreements/reach-words.ts'

/** The sender is in neither registry nor directory. */
export function unknownSender(from: string): Refusal {
  return refused('UnknownSender', { rule: 'unknown-sender', from })
}

/** The product type is in neither registry nor directory. */
export function unknownProduct(product: string): Refusal {
  return refused('UnknownProductType', { rule: 'unknown-product', product })
}

/** The receiver is in neither registry nor directory. */
export function unknownReceiver(to: string): Refusal {
  return refused('UnknownReceiver', { rule: 'unknown-receiver', to })
}

/** Neither sender nor receiver is served here: no open relay. */
export function noRelay(from: string, to: string): Refusal {
  return refused('MissingDeliveryAddress', { rule: 'no-relay', from, to })
}

/** Nobody has said where the receiver takes messages of the product type in. */
export function noAddress(to: string, product: string): Refusal {
  return refused('MissingDeliveryAddress', { rule: 'no-address', to, product })
}

function refused(code: ShsErrorCode, fact: ReachFact): Refusal {
  return shsRefusal(code, reachWords(fact))
}

/** Its address is this node's own, which has no mailbox for it. */
export function addressLeadsHere(number: string, product: string): Refusal {
  return shsRefusal('MissingDeliveryAddress', {
    words: {
      sv: `Leveransadressen för produkttypen ${product} till ${number} leder tillbaka till den här noden, där ${number} inte har någon brevlåda.`,
      en: `The delivery address for the product type ${product} to ${number} leads back to this node, where ${number} has no mailbox.`,
    },
    cure: {
      sv: `Be nodens operatör ge ${number} en brevlåda (mailbox: true i registret), eller be ${number} rätta sin adress i katalogen.`,
      en: `Ask the node's operator to give ${number} a mailbox (mailbox: true in the registry), or ask ${number} to correct its address in the directory.`,
    },
  })
}

/** A question that somebody waits for could not be decided, since a directory does not answer. */
export function undecided(error: KvittensError): Refusal {
  return new Refusal('unavailable', error.code, {
    words: error.words,
    cure: error.cure,
    retryable: true,
    cause: error,
  })
}
