import type { Words } from '../../protocol/words.ts'
import { quotable } from '../../protocol/xml/xml-words.ts'
import type { Fact } from './decision.ts'
import { actorOf } from '../../protocol/urn.ts'
import type { Explained } from './explained.ts'
import { type KnownAgreement, uuidOf } from './known-agreement.ts'
import { notInForceWords } from './not-in-force-words.ts'
import { reachWords } from './reach-words.ts'
import { termsWords } from './terms-words.ts'

/** What a fact says in words, and who can mend it; `agreement` is the one that decided, or its bare id where it is unknown. */
export function factWords(fact: Fact, agreement?: KnownAgreement | string): Explained {
  const id = typeof agreement === 'object' ? uuidOf(agreement) : (agreement ?? '')
  const owner = typeof agreement === 'object' ? ownerOf(agreement) : ''
  const askOwner = (sv: string, en: string): Words => ({
    sv: `Be huvudmannen ${owner} ${sv}.`,
    en: `Ask the principal, ${owner}, ${en}.`,
  })
  switch (fact.rule) {
    case 'none-needed': {
      const because = becauseWords[fact.because]
      return {
        words: {
          sv: `Ingen överenskommelse behövs för ${because.sv}.`,
          en: `No agreement is needed for ${because.en}.`,
        },
        cure: nothing,
      }
    }
    case 'agreed': {
      const asides: Words[] = []
      if (fact.named) asides.push({ sv: 'som etiketten anger', en: 'which the label names' })
      if (fact.published)
        asides.push({ sv: 'som är publik i katalogen', en: 'which is public in the directory' })
      const among = (language: keyof Words, and: string): string =>
        asides.length === 0 ? '' : `, ${asides.map((aside) => aside[language]).join(and)},`
      return {
        words: {
          sv: `Överenskommelsen ${id}${among('sv', ' och ')} tillåter det.`,
          en: `The agreement ${id}${among('en', ' and ')} allows it.`,
        },
        cure: nothing,
      }
    }
    case 'unknown-sender':
    case 'unknown-product':
    case 'unknown-receiver':
    case 'no-address':
    case 'no-relay':
      return reachWords(fact)
    case 'unknown-agreement':
      return {
        words: {
          sv: `Överenskommelsen ${id}, som etiketten anger, är inte känd.`,
          en: `The agreement ${id}, which the label names, is not known.`,
        },
        cure: {
          sv: 'Kontrollera shs.agreement i etiketten; stämmer den, be den här nodens operatör importera överenskommelsen.',
          en: "Check shs.agreement in the label; if it is right, ask this node's operator to import the agreement.",
        },
      }
    case 'not-in-force':
      return notInForceWords(id, fact)
    case 'no-agreement':
      return {
        words: {
          sv: `Ingen överenskommelse låter ${fact.from} skicka produkttypen ${fact.product} till ${fact.to}.${nearest(fact.near, 'sv')}`,
          en: `No agreement lets ${fact.from} send the product type ${fact.product} to ${fact.to}.${nearest(fact.near, 'en')}`,
        },
        cure: cureOfNearest(fact.near) ??
          cureOfSelf(fact) ?? {
            sv: `Kom överens med ${fact.to}, och be den här nodens operatör importera överenskommelsen.`,
            en: `Come to an agreement with ${fact.to}, and ask this node's operator to import it.`,
          },
      }
    case 'no-receiver':
      return {
        words: {
          sv: `Etiketten saknar to, och ingen överenskommelse om produkttypen ${fact.product} ger ${fact.from} en mottagare.${nearest(fact.near, 'sv')}`,
          en: `The label has no to, and no agreement on the product type ${fact.product} gives ${fact.from} a receiver.${nearest(fact.near, 'en')}`,
        },
        cure: {
          sv: 'Ange mottagaren i to, eller be den här nodens operatör importera överenskommelsen.',
          en: "Give the receiver in to, or ask this node's operator to import the agreement.",
        },
      }
    case 'several-receivers':
      return {
        words: {
          sv: `Etiketten saknar to, och överenskommelserna ger flera mottagare: ${fact.receivers.join(', ')}. En synkron fråga har en.`,
          en: `The label has no to, and the agreements give several receivers: ${fact.receivers.join(', ')}. A synchronous request has one.`,
        },
        cure: { sv: 'Ange vilken av dem i to.', en: 'Say which of them in to.' },
      }
    case 'other-product':
      return {
        words: {
          sv: `Överenskommelsen ${id} gäller inte produkttypen ${fact.product}.`,
          en: `The agreement ${id} is not on the product type ${fact.product}.`,
        },
        cure: {
          sv: 'Ange en överenskommelse om produkttypen i etiketten, eller ingen.',
          en: 'Name an agreement on the product type in the label, or none.',
        },
      }
    case 'other-parties':
      return {
        words: {
          sv: `Överenskommelsen ${id} är inte mellan ${fact.from} och ${fact.to ?? 'någon mottagare'}.`,
          en: `The agreement ${id} is not between ${fact.from} and ${fact.to ?? 'any receiver'}.`,
        },
        cure: {
          sv: 'Ange en överenskommelse mellan avsändaren och mottagaren i etiketten, eller ingen.',
          en: 'Name an agreement between the sender and the receiver in the label, or none.',
        },
      }
    case 'other-direction': {
      const way = flowWords[fact.flow]
      const act = fact.reply ? { sv: 'svara', en: 'reply' } : { sv: 'skicka', en: 'send' }
      return {
        words: {
          sv: `Överenskommelsen ${id} går ${way.sv}, så ${fact.from} får inte ${act.sv} enligt den.`,
          en: `The agreement ${id} goes ${way.en}, so ${fact.from} may not ${act.en} by it.`,
        },
        // The principal is not sent to itself.
        cure: isOwner(fact.from, agreement)
          ? {
              sv: 'Kom överens med kunden om en överenskommelse i den riktningen.',
              en: 'Come to an agreement in that direction with the customer.',
            }
          : askOwner('om en överenskommelse i den riktningen', 'for an agreement in that direction'),
      }
    }
    case 'other-transfer-type':
      return {
        words: {
          sv: `Överenskommelsen ${id} gäller transfer-type ${fact.agreed}, inte ${fact.asked}.`,
          en: `The agreement ${id} is on transfer-type ${fact.agreed}, not ${fact.asked}.`,
        },
        cure: {
          sv: `Skicka med transfer-type ${fact.agreed}.`,
          en: `Send with transfer-type ${fact.agreed}.`,
        },
      }
    case 'not-yet-valid':
    case 'no-longer-valid':
    case 'closed':
    case 'never-open':
    case 'volume':
    case 'peak-volume':
    case 'peak-frequency':
      return termsWords(fact, id, askOwner)
  }
}

type Near = Extract<Fact, { readonly rule: 'no-agreement' | 'no-receiver' }>['near']

const nothing: Words = { sv: 'Inget behöver göras.', en: 'Nothing needs to be done.' }

const becauseWords = {
  adm: { sv: 'bekräftelser och felmeddelanden', en: 'confirm and error messages' },
  agreement: { sv: 'förslag till överenskommelse', en: 'a proposed agreement' },
  ping: { sv: 'ping', en: 'ping' },
}

const flowWords = {
  'to-customer': { sv: 'från huvudmannen till kunden', en: 'from the principal to the customer' },
  'from-customer': { sv: 'från kunden till huvudmannen', en: 'from the customer to the principal' },
  any: { sv: 'åt båda hållen', en: 'both ways' },
}

/** Whether an address is of the agreement's principal. */
function isOwner(address: string, agreement: KnownAgreement | string | undefined): boolean {
  if (typeof agreement !== 'object') return false
  const principal = agreement.kind === 'public' ? agreement.principal : agreement.document.principal.address
  return actorOf(principal) === actorOf(address)
}

/** Nobody comes to an agreement with itself by asking itself. */
function cureOfSelf({ from, to }: { readonly from: string; readonly to: string }): Words | undefined {
  if (actorOf(from) !== actorOf(to)) return undefined
  return {
    sv: 'Avsändaren och mottagaren är samma organisation: kontrollera to. Stämmer det, be den här nodens operatör importera en överenskommelse med organisationen som både huvudman och kund.',
    en: "The sender and the receiver are the same organisation: check to. If it is right, ask this node's operator to import an agreement with it as both principal and customer.",
  }
}

function ownerOf(agreement: KnownAgreement): string {
  if (agreement.kind === 'public') return agreement.principal
  const { address, commonName } = agreement.document.principal
  return commonName === undefined ? address : `${quotable(commonName)} (${address})`
}

function nearest(near: Near, language: keyof Words): string {
  return near.map(({ words }) => ` ${words[language]}`).join('')
}

/** Where one agreement is near, what is wrong with it is what can be mended. */
function cureOfNearest(near: Near): Words | undefined {
  return near.length === 1 ? near[0]?.cure : undefined
}
