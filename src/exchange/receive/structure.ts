import type { Label } from '../../protocol/label/label.ts'
import { shsRefusal } from '../refusal.ts'

/** Confirm and error messages, which need neither a registered product nor an agreement. */
export function administrative(label: Label): boolean {
  return label.sequenceType === 'adm'
}

/** Refuses what no node takes in this way (shs-protocol.md 7.1): compound messages, adm that is synchronous or of a product of its own. */
export function unservedTransfer(label: Label): void {
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
  if (label.transferType === 'synch') {
    throw shsRefusal('MissingDeliveryExecution', {
      words: {
        sv: 'Ingen här besvarar synkrona frågor om den här produkttypen.',
        en: 'Nobody here answers synchronous requests of this product type.',
      },
      cure: { sv: 'Skicka med transfer-type asynch.', en: 'Send with transfer-type asynch.' },
    })
  }
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
