import { actorOf } from '../../protocol/urn.ts'
import type { Fact } from './decision.ts'
import type { Explained } from './explained.ts'

/** That somebody or something is not known, or can't be reached from here. */
export type ReachFact = Extract<
  Fact,
  { readonly rule: 'unknown-sender' | 'unknown-product' | 'unknown-receiver' | 'no-address' | 'no-relay' }
>

/** The same words for a refusal, for `may` and for what becomes of a message later. */
export function reachWords(fact: ReachFact): Explained {
  switch (fact.rule) {
    case 'unknown-sender':
      return {
        words: {
          sv: `Avsändaren ${fact.from} finns varken i nodens register eller i katalogen.`,
          en: `The sender ${fact.from} is neither in the node's registry nor in the directory.`,
        },
        cure: {
          sv: 'Kontrollera numret; stämmer det, be den här nodens operatör lägga in avsändaren i registret.',
          en: "Check the number; if it is right, ask this node's operator to enter the sender in the registry.",
        },
      }
    case 'unknown-product':
      return {
        words: {
          sv: `Produkttypen ${fact.product} finns varken i nodens register eller i katalogen.`,
          en: `The product type ${fact.product} is neither in the node's registry nor in the directory.`,
        },
        cure: {
          sv: 'Kontrollera produkttypen; stämmer den, be den här nodens operatör importera dess shs.product.',
          en: "Check the product type; if it is right, ask this node's operator to import its shs.product.",
        },
      }
    case 'unknown-receiver':
      return {
        words: {
          sv: `Mottagaren ${fact.to} finns varken i nodens register eller i katalogen.`,
          en: `The receiver ${fact.to} is neither in the node's registry nor in the directory.`,
        },
        cure: {
          sv: 'Kontrollera numret; stämmer det, be den här nodens operatör lägga in mottagaren i registret.',
          en: "Check the number; if it is right, ask this node's operator to enter the receiver in the registry.",
        },
      }
    case 'no-address': {
      const number = actorOf(fact.to)
      return {
        words: {
          sv: `Mottagaren ${number} har ingen brevlåda här, och ingen leveransadress för produkttypen ${fact.product} är känd.`,
          en: `The receiver ${number} has no mailbox here, and no delivery address for the product type ${fact.product} is known.`,
        },
        cure: {
          sv: `Be ${number} publicera sin adress i katalogen, eller be den här nodens operatör lägga in den i registret.`,
          en: `Ask ${number} to publish its address in the directory, or this node's operator to enter it in the registry.`,
        },
      }
    }
    case 'no-relay':
      return {
        words: {
          sv: `Varken ${fact.from} eller ${actorOf(fact.to)} betjänas av den här noden, som inte skickar vidare åt andra.`,
          en: `Neither ${fact.from} nor ${actorOf(fact.to)} is served by this node, which passes nothing on for others.`,
        },
        cure: {
          sv: 'Skicka till den nod som mottagaren finns på, eller be operatören om en brevlåda här.',
          en: "Send to the node that serves the receiver, or ask this node's operator for a mailbox here.",
        },
      }
  }
}
