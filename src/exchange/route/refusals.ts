import { Refusal, shsRefusal } from '../refusal.ts'
import type { KvittensError } from '../../protocol/kvittens-error.ts'
import type { ShsErrorCode } from '../../protocol/protocol-error.ts'
import type { Words } from '../../protocol/words.ts'

/** The sender is in neither registry nor directory. */
export function unknownSender(number: string): Refusal {
  return unknown('UnknownSender', { sv: `Avsändaren ${number}`, en: `The sender ${number}` })
}

/** The product type is in neither registry nor directory. */
export function unknownProduct(id: string): Refusal {
  return unknown('UnknownProductType', { sv: `Produkttypen ${id}`, en: `The product type ${id}` })
}

/** The receiver is in neither registry nor directory. */
export function unknownReceiver(number: string): Refusal {
  return shsRefusal('UnknownReceiver', {
    words: notKnown({ sv: `Mottagaren ${number}`, en: `The receiver ${number}` }),
    cure: {
      sv: 'Kontrollera numret; stämmer det, be den här nodens operatör lägga in mottagaren.',
      en: "Check the number; if it is right, ask this node's operator to enter the receiver.",
    },
  })
}

/** Neither sender nor receiver is served here: no open relay. */
export function noRelay(from: string, to: string): Refusal {
  return shsRefusal('MissingDeliveryAddress', noRelayWords(from, to))
}

export function noRelayWords(from: string, to: string): { readonly words: Words; readonly cure: Words } {
  return {
    words: {
      sv: `Varken ${from} eller ${to} betjänas av den här noden, som inte skickar vidare åt andra.`,
      en: `Neither ${from} nor ${to} is served by this node, which passes nothing on for others.`,
    },
    cure: {
      sv: 'Skicka till den nod som mottagaren finns på, eller be operatören om en brevlåda här.',
      en: "Send to the node that serves the receiver, or ask this node's operator for a mailbox here.",
    },
  }
}

/** Nobody has said where the receiver takes messages of the product type in. */
export function noAddress(number: string, product: string): Refusal {
  return shsRefusal('MissingDeliveryAddress', noAddressWords(number, product))
}

export function noAddressWords(
  number: string,
  product: string,
): { readonly words: Words; readonly cure: Words } {
  return {
    words: {
      sv: `Mottagaren ${number} har ingen brevlåda här, och ingen leveransadress för produkttypen ${product} är känd.`,
      en: `The receiver ${number} has no mailbox here, and no delivery address for the product type ${product} is known.`,
    },
    cure: {
      sv: `Be ${number} publicera sin adress i katalogen, eller be den här nodens operatör lägga in den i registret.`,
      en: `Ask ${number} to publish its address in the directory, or this node's operator to enter it in the registry.`,
    },
  }
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

function unknown(code: ShsErrorCode, what: Words): Refusal {
  return shsRefusal(code, {
    words: notKnown(what),
    cure: {
      sv: 'Be den här nodens operatör lägga in den i registret.',
      en: "Ask this node's operator to enter it in the registry.",
    },
  })
}

function notKnown(what: Words): Words {
  return {
    sv: `${what.sv} finns varken i nodens register eller i katalogen.`,
    en: `${what.en} is neither in the node's registry nor in the directory.`,
  }
}
