import type { Words } from '../../protocol/words.ts'
import { Refusal } from '../refusal.ts'

/** Neither party of the document is served by this node: nobody proposes for another. */
export function noPartyHere(uuid: string): Refusal {
  return no('NoPartyHere', {
    sv: `Ingen part i överenskommelsen ${uuid} betjänas av den här noden.`,
    en: `No party of the agreement ${uuid} is served by this node.`,
  })
}

/** The organisation that it is to be proposed to is no party of it. */
export function noParty(uuid: string, to: string): Refusal {
  return no('NoParty', {
    sv: `${to} är inte part i överenskommelsen ${uuid}.`,
    en: `${to} is no party of the agreement ${uuid}.`,
  })
}

/** The document says anyone, so that the operator must say who. */
export function whoIsTheOther(uuid: string): Refusal {
  return no(
    'NoReceiver',
    {
      sv: `Överenskommelsen ${uuid} namnger ingen kund att föreslå den för.`,
      en: `The agreement ${uuid} names no customer to propose it to.`,
    },
    { sv: 'Ange vem: --to NUMMER.', en: 'Say whom: --to NUMBER.' },
  )
}

/** The same document waits for our own answer. */
export function waitsForUs(uuid: string, proposer: string): Refusal {
  return no(
    'OfferedAlready',
    {
      sv: `Överenskommelsen ${uuid} är redan föreslagen av ${proposer} och väntar på svar härifrån.`,
      en: `The agreement ${uuid} is proposed by ${proposer} already, and waits for an answer from here.`,
    },
    { sv: `kvittens agreement accept ${uuid}`, en: `kvittens agreement accept ${uuid}` },
  )
}

/** No agreement has that uuid. */
export function noSuchAgreement(uuid: string): Refusal {
  return new Refusal('notFound', 'NoSuchAgreement', {
    words: {
      sv: `Ingen överenskommelse ${uuid} är föreslagen här.`,
      en: `No agreement ${uuid} is proposed here.`,
    },
    cure: { sv: 'Se kvittens agreement list.', en: 'See kvittens agreement list.' },
  })
}

/** It came by import: nobody asked anything. */
export function nobodyAsked(uuid: string): Refusal {
  return no('NotProposed', {
    sv: `Överenskommelsen ${uuid} kom med import och gäller; ingen väntar på ett svar.`,
    en: `The agreement ${uuid} came by import and is in force; nobody waits for an answer.`,
  })
}

/** The answer is the other side's to give. */
export function othersAnswer(uuid: string, other: string): Refusal {
  return no('NotYours', {
    sv: `Överenskommelsen ${uuid} är föreslagen för ${other}, som inte betjänas av den här noden: svaret är deras.`,
    en: `The agreement ${uuid} is proposed to ${other}, which is not served by this node: the answer is theirs.`,
  })
}

/** Somebody else is at the same agreement this moment. */
export function inOtherHands(uuid: string): Refusal {
  return new Refusal('busy', 'AgreementInHand', {
    words: {
      sv: `Ett annat kommando gör just nu något med överenskommelsen ${uuid}.`,
      en: `Another command is at the agreement ${uuid} this moment.`,
    },
    cure: { sv: 'Försök igen om en stund.', en: 'Try again in a while.' },
    retryable: true,
  })
}

/** A reason that no label holds. */
export function longReason(most: number): Refusal {
  return no('LongReason', {
    sv: `Skälet har fler än ${most} tecken (gränsen longestReason).`,
    en: `The reason has more than ${most} characters (the limit longestReason).`,
  })
}

function no(code: string, words: Words, cure?: Words): Refusal {
  return new Refusal('badRequest', code, { words, ...(cure !== undefined && { cure }) })
}
