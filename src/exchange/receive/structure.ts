import type { Label } from '../../protocol/label/label.ts'
import { type Refusal, shsRefusal } from '../refusal.ts'

/** They go back in HTTP headers, whose size others bound; some vendors hold 36 characters. */
const maxIdLength = 255

/** Confirm and error messages, which need neither a registered product nor an agreement. */
function administrative(label: Label): boolean {
  return label.sequenceType === 'adm'
}

/** Refuses what no node takes (shs-protocol.md 7.1): compound messages, adm that is synchronous or of a product of its own, endless ids. */
export function demandStructure(label: Label): void {
  for (const id of [label.corrId, label.content.contentId]) if (id.length > maxIdLength) throw longId(id)
  if (label.messageType === 'compound' || label.content.compoundParts !== undefined) {
    throw shsRefusal('IllegalMessageStructure', {
      words: {
        sv: 'Sammansatta meddelanden (message-type compound) tas inte emot.',
        en: 'Compound messages (message-type compound) are not taken.',
      },
      cure: { sv: 'Skicka delarna som enkla meddelanden.', en: 'Send the parts as simple messages.' },
    })
  }
  if (administrative(label)) {
    demandAsynchronousAdm(label)
    return
  }
  if (label.product.id === 'confirm' || label.product.id === 'error') {
    throw shsRefusal('IllegalMessageStructure', {
      words: {
        sv: `Produkten ${label.product.id} hör till sequence-type adm, men etiketten säger ${label.sequenceType}.`,
        en: `The product ${label.product.id} belongs to sequence-type adm, but the label says ${label.sequenceType}.`,
      },
    })
  }
}

function longId(id: string): Refusal {
  return shsRefusal('IllegalMessageStructure', {
    words: {
      sv: `corr.id eller content.id har ${id.length} tecken; högst ${maxIdLength} tas emot.`,
      en: `The corr.id or content.id has ${id.length} characters; at most ${maxIdLength} are taken.`,
    },
    cure: {
      sv: 'Skicka med ett kortare id, till exempel ett UUID.',
      en: 'Send with a shorter id, a UUID for instance.',
    },
  })
}

function demandAsynchronousAdm(label: Label): void {
  if (label.transferType === 'synch') {
    throw shsRefusal('IllegalMessageStructure', {
      words: {
        sv: 'Ett adm-meddelande kan inte vara synkront.',
        en: 'An adm message cannot be synchronous.',
      },
      cure: { sv: 'Skicka det med transfer-type asynch.', en: 'Send it with transfer-type asynch.' },
    })
  }
  if (label.product.id !== 'confirm' && label.product.id !== 'error') {
    throw shsRefusal('IllegalProductType', {
      words: {
        sv: `Ett adm-meddelande har produkten confirm eller error, inte ${label.product.id}.`,
        en: `An adm message has the product confirm or error, not ${label.product.id}.`,
      },
    })
  }
}
