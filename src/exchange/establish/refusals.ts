import { type Refusal, shsRefusal } from '../refusal.ts'

/** Octets of the document in an agreement message. */
export const mostAgreementOctets = 65_536
/** Agreements that one organisation may have offered here and not been answered on. */
export const mostOpenOffers = 100

/** The document is larger than `mostAgreementOctets`. */
export function largeAgreement(octets: number): Refusal {
  return shsRefusal('IllegalDatapartContent', {
    words: {
      sv: `Överenskommelsen är ${octets} byte; högst ${mostAgreementOctets} tas emot (gränsen mostAgreementOctets).`,
      en: `The agreement has ${octets} bytes; at most ${mostAgreementOctets} are taken (the limit mostAgreementOctets).`,
    },
    cure: { sv: 'Skicka shs.agreement utan bilagor.', en: 'Send the shs.agreement without enclosures.' },
  })
}

/** A proposal or answer is for one receiver, whom it names. */
export function nobodyNamed(): Refusal {
  return shsRefusal('UnresolvedReceiver', {
    words: {
      sv: 'Etiketten saknar to; en överenskommelse föreslås för en mottagare, och besvaras till den som föreslog den.',
      en: 'The label has no to; an agreement is proposed to one receiver, and answered to the one that proposed it.',
    },
    cure: { sv: 'Ange mottagaren i to.', en: 'Give the receiver in to.' },
  })
}

/** The parties of the document are not the message's sender and receiver: nobody speaks for another. */
export function otherParties(uuid: string, from: string, to: string): Refusal {
  return illegal({
    sv: `Överenskommelsen ${uuid} är inte mellan ${from} och ${to}, som är meddelandets avsändare och mottagare.`,
    en: `The agreement ${uuid} is not between ${from} and ${to}, who are the message's sender and receiver.`,
  })
}

/** The uuid is of another agreement here. */
export function takenUuid(uuid: string): Refusal {
  return illegal(
    {
      sv: `Numret ${uuid} tillhör redan en annan överenskommelse här.`,
      en: `The uuid ${uuid} belongs to another agreement here already.`,
    },
    { sv: 'Föreslå den med ett nytt uuid.', en: 'Propose it with a new uuid.' },
  )
}

/** The same document is in force here, and was not made by this exchange. */
export function inForceAlready(uuid: string): Refusal {
  return illegal(
    {
      sv: `Överenskommelsen ${uuid} gäller redan här.`,
      en: `The agreement ${uuid} is in force here already.`,
    },
    {
      sv: 'Importera den i den egna noden: kvittens import.',
      en: "Import it in one's own node: kvittens import.",
    },
  )
}

/** Both sides have proposed the same document; the principal's proposal counts. */
export function crossed(uuid: string, principal: string): Refusal {
  return illegal(
    {
      sv: `Överenskommelsen ${uuid} är redan föreslagen av huvudmannen ${principal}.`,
      en: `The agreement ${uuid} is proposed by the principal, ${principal}, already.`,
    },
    {
      sv: `Besvara huvudmannens förslag: kvittens agreement accept ${uuid}.`,
      en: `Answer the principal's proposal: kvittens agreement accept ${uuid}.`,
    },
  )
}

/** More than `mostOpenOffers` of one organisation. */
export function manyOffers(proposer: string): Refusal {
  return shsRefusal('OtherError', {
    words: {
      sv: `${proposer} har ${mostOpenOffers} obesvarade förslag här (gränsen mostOpenOffers).`,
      en: `${proposer} has ${mostOpenOffers} proposals here that are not answered (the limit mostOpenOffers).`,
    },
    cure: { sv: 'Vänta på svaren.', en: 'Wait for the answers.' },
  })
}

/** An answer to what nobody has proposed. */
export function nothingProposed(uuid: string): Refusal {
  return shsRefusal('MissingAgreement', {
    words: {
      sv: `Inget förslag till överenskommelsen ${uuid} finns här.`,
      en: `No proposal of the agreement ${uuid} is here.`,
    },
    cure: { sv: 'Föreslå den: kvittens agreement propose.', en: 'Propose it: kvittens agreement propose.' },
  })
}

/** The document of an answer is not, octet for octet, the one that was proposed. */
export function changedDocument(uuid: string): Refusal {
  return illegal(
    {
      sv: `Dokumentet i svaret på överenskommelsen ${uuid} är inte det som föreslogs, byte för byte.`,
      en: `The document in the answer to the agreement ${uuid} is not the one that was proposed, byte for byte.`,
    },
    {
      sv: 'Svara med det oförändrade dokumentet, eller föreslå det ändrade med ett nytt uuid.',
      en: 'Answer with the unchanged document, or propose the changed one with a new uuid.',
    },
  )
}

/** An answer of somebody whom nobody asked, or to somebody who did not ask. */
export function notAsked(uuid: string, from: string, to: string): Refusal {
  return illegal({
    sv: `Överenskommelsen ${uuid} är inte föreslagen av ${to} för ${from}.`,
    en: `The agreement ${uuid} is not proposed by ${to} to ${from}.`,
  })
}

/** An answer to an earlier proposal than the one that counts now: its corr.id is another. */
export function otherExchange(uuid: string): Refusal {
  return illegal(
    {
      sv: `Svaret gäller inte det senaste förslaget till överenskommelsen ${uuid}: corr.id är ett annat.`,
      en: `The answer is not to the latest proposal of the agreement ${uuid}: the corr.id is another.`,
    },
    { sv: 'Besvara det senaste förslaget.', en: 'Answer the latest proposal.' },
  )
}

/** No answer takes another one back. */
export function answeredAlready(uuid: string, answer: 'yes' | 'no'): Refusal {
  const was = {
    yes: { sv: 'accepterad', en: 'accepted' },
    no: { sv: 'avböjd', en: 'declined' },
  }[answer]
  return illegal(
    {
      sv: `Överenskommelsen ${uuid} är redan ${was.sv}, och det svaret gäller.`,
      en: `The agreement ${uuid} is ${was.en} already, and that answer counts.`,
    },
    { sv: 'Föreslå en ny.', en: 'Propose a new one.' },
  )
}

function illegal(
  words: { readonly sv: string; readonly en: string },
  cure?: { readonly sv: string; readonly en: string },
): Refusal {
  return shsRefusal('IllegalAgreement', { words, ...(cure !== undefined && { cure }) })
}
