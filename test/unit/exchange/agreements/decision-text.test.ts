import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Decision, Refused, Rule } from '../../../../src/exchange/agreements/decision.ts'
import { refuse } from '../../../../src/exchange/agreements/deciding.ts'
import { decisionText } from '../../../../src/exchange/agreements/decision-text.ts'
import type {
  LocalAgreement,
  PendingAgreement,
  PublicAgreement,
} from '../../../../src/exchange/agreements/known-agreement.ts'
import { mayPass } from '../../../../src/exchange/agreements/may-pass.ts'
import { pingProduct, type Question } from '../../../../src/exchange/agreements/question.ts'
import { resolveReceivers } from '../../../../src/exchange/agreements/receivers.ts'
import type { Transfer } from '../../../../src/exchange/agreements/terms.ts'
import {
  agency,
  at,
  employer,
  local,
  open,
  otherProduct,
  otherUuid,
  product,
  published,
  quality,
  question,
  stranger,
  uuid,
  wednesday,
} from './samples.ts'

interface Asked {
  readonly pending?: readonly PendingAgreement[]
  readonly question?: Parameters<typeof question>[0]
  readonly local?: readonly LocalAgreement[]
  readonly published?: readonly PublicAgreement[]
  readonly now?: number
  readonly bytes?: number
  readonly earlier?: readonly Transfer[]
}

function decide({ now = wednesday, bytes, earlier = [], ...asked }: Asked): Decision {
  return mayPass(
    question(asked.question),
    { local: asked.local ?? [], published: asked.published ?? [], pending: asked.pending ?? [] },
    { now, ...(bytes !== undefined && { bytes }), earlier: new Map([[uuid, earlier]]) },
  )
}

function unresolved(more: Partial<Question>, agreements: readonly LocalAgreement[]): Refused {
  const found = resolveReceivers(
    { from: employer, product, transferType: 'asynch', sequenceType: 'event', ...more },
    { local: agreements, published: [] },
    wednesday,
  )
  assert.equal(found.outcome, 'refused')
  return found.outcome === 'refused' ? found : assert.fail()
}

const average = { numberPer: 1, period: 'day' } as const
const named = { agreement: uuid }
const ended = { valid: { from: '2020-01-01', to: '2021-01-01' } }
const office = { quality: quality({ open: open({ day: 'work', hours: 'office' }) }) }
const midsummerEve = at('2026-06-19T12:00:00+02:00')
const tenMinutesAgo = { at: wednesday - 600_000, bytes: 100 }

/** The agency has proposed it to the employer. */
function pending(standing: PendingAgreement['negotiation']['standing']): PendingAgreement {
  return { agreement: local(), negotiation: { standing, proposer: agency, other: employer } }
}

const rows: readonly (readonly [decision: Decision, sv: string, en: string])[] = [
  [
    decide({ question: { sequenceType: 'adm', product: 'confirm' } }),
    `Tillåtet: Ingen överenskommelse behövs för bekräftelser och felmeddelanden.
      Regel: none-needed
`,
    `Allowed: No agreement is needed for confirm and error messages.
      Rule: none-needed
`,
  ],
  [
    decide({ question: { product: 'agreement' } }),
    `Tillåtet: Ingen överenskommelse behövs för förslag till överenskommelse.
      Regel: none-needed
`,
    `Allowed: No agreement is needed for a proposed agreement.
      Rule: none-needed
`,
  ],
  [
    decide({ question: { product: pingProduct, transferType: 'synch', sequenceType: 'request' } }),
    `Tillåtet: Ingen överenskommelse behövs för ping.
      Regel: none-needed
`,
    `Allowed: No agreement is needed for ping.
      Rule: none-needed
`,
  ],
  [
    decide({ local: [local()] }),
    `Tillåtet: Överenskommelsen ${uuid} tillåter det.
      Överenskommelse: ${uuid}
      Regel: agreed
`,
    `Allowed: The agreement ${uuid} allows it.
      Agreement: ${uuid}
      Rule: agreed
`,
  ],
  [
    decide({ question: named, local: [local()] }),
    `Tillåtet: Överenskommelsen ${uuid}, som etiketten anger, tillåter det.
      Överenskommelse: ${uuid}
      Regel: agreed
`,
    `Allowed: The agreement ${uuid}, which the label names, allows it.
      Agreement: ${uuid}
      Rule: agreed
`,
  ],
  [
    decide({ published: [published()] }),
    `Tillåtet: Överenskommelsen ${otherUuid}, som är publik i katalogen, tillåter det.
      Överenskommelse: ${otherUuid}
      Regel: agreed
`,
    `Allowed: The agreement ${otherUuid}, which is public in the directory, allows it.
      Agreement: ${otherUuid}
      Rule: agreed
`,
  ],
  [
    decide({ question: { agreement: otherUuid }, published: [published()] }),
    `Tillåtet: Överenskommelsen ${otherUuid}, som etiketten anger och som är publik i katalogen, tillåter det.
      Överenskommelse: ${otherUuid}
      Regel: agreed
`,
    `Allowed: The agreement ${otherUuid}, which the label names and which is public in the directory, allows it.
      Agreement: ${otherUuid}
      Rule: agreed
`,
  ],
  [
    decide({ question: named, pending: [pending('proposed')] }),
    `Nekas: Överenskommelsen ${uuid} gäller inte än: den är föreslagen, och ${employer} har inte svarat.
      Åtgärd: Be ${employer} acceptera den.
      Felkod: MissingAgreement
      Överenskommelse: ${uuid}
      Regel: not-in-force
`,
    `Refused: The agreement ${uuid} is not in force yet: it is proposed, and ${employer} has not answered.
      Cure: Ask ${employer} to accept it.
      Code: MissingAgreement
      Agreement: ${uuid}
      Rule: not-in-force
`,
  ],
  [
    decide({ question: named, pending: [pending('offered')] }),
    `Nekas: Överenskommelsen ${uuid} gäller inte än: ${agency} har föreslagit den för ${employer}, och den är inte besvarad.
      Åtgärd: Acceptera den: be den här nodens operatör köra kvittens agreement accept ${uuid}.
      Felkod: MissingAgreement
      Överenskommelse: ${uuid}
      Regel: not-in-force
`,
    `Refused: The agreement ${uuid} is not in force yet: ${agency} has proposed it to ${employer}, and it is not answered.
      Cure: Accept it: ask this node's operator to run kvittens agreement accept ${uuid}.
      Code: MissingAgreement
      Agreement: ${uuid}
      Rule: not-in-force
`,
  ],
  [
    decide({ question: named, pending: [pending('accepted')] }),
    `Nekas: Överenskommelsen ${uuid} gäller inte än: den är accepterad, men ${agency} har inte fått det svaret.
      Åtgärd: Vänta tills svaret är levererat; blev det inte det, be den här nodens operatör acceptera igen.
      Felkod: MissingAgreement
      Överenskommelse: ${uuid}
      Regel: not-in-force
`,
    `Refused: The agreement ${uuid} is not in force yet: it is accepted, but ${agency} does not have that answer.
      Cure: Wait until the answer is delivered; if it was not, ask this node's operator to accept again.
      Code: MissingAgreement
      Agreement: ${uuid}
      Rule: not-in-force
`,
  ],
  [
    decide({ question: named, pending: [pending('declined')] }),
    `Nekas: Överenskommelsen ${uuid} är avböjd av ${employer}.
      Åtgärd: Kom överens, och föreslå den på nytt eller en annan.
      Felkod: MissingAgreement
      Överenskommelse: ${uuid}
      Regel: not-in-force
`,
    `Refused: The agreement ${uuid} is declined by ${employer}.
      Cure: Come to terms, and propose it again or another one.
      Code: MissingAgreement
      Agreement: ${uuid}
      Rule: not-in-force
`,
  ],
  [
    decide({ pending: [pending('proposed')] }),
    `Nekas: Ingen överenskommelse låter ${employer} skicka produkttypen ${product} till ${agency}. Överenskommelsen ${uuid} gäller inte än: den är föreslagen, och ${employer} har inte svarat.
      Åtgärd: Be ${employer} acceptera den.
      Felkod: MissingAgreement
      Regel: no-agreement
`,
    `Refused: No agreement lets ${employer} send the product type ${product} to ${agency}. The agreement ${uuid} is not in force yet: it is proposed, and ${employer} has not answered.
      Cure: Ask ${employer} to accept it.
      Code: MissingAgreement
      Rule: no-agreement
`,
  ],
  [
    decide({ question: { to: employer } }),
    `Nekas: Ingen överenskommelse låter ${employer} skicka produkttypen ${product} till ${employer}.
      Åtgärd: Avsändaren och mottagaren är samma organisation: kontrollera to. Stämmer det, be den här nodens operatör importera en överenskommelse med organisationen som både huvudman och kund.
      Felkod: MissingAgreement
      Regel: no-agreement
`,
    `Refused: No agreement lets ${employer} send the product type ${product} to ${employer}.
      Cure: The sender and the receiver are the same organisation: check to. If it is right, ask this node's operator to import an agreement with it as both principal and customer.
      Code: MissingAgreement
      Rule: no-agreement
`,
  ],
  [
    refuse('UnknownSender', { rule: 'unknown-sender', from: stranger }),
    `Nekas: Avsändaren ${stranger} finns varken i nodens register eller i katalogen.
      Åtgärd: Kontrollera numret; stämmer det, be den här nodens operatör lägga in avsändaren i registret.
      Felkod: UnknownSender
      Regel: unknown-sender
`,
    `Refused: The sender ${stranger} is neither in the node's registry nor in the directory.
      Cure: Check the number; if it is right, ask this node's operator to enter the sender in the registry.
      Code: UnknownSender
      Rule: unknown-sender
`,
  ],
  [
    refuse('UnknownProductType', { rule: 'unknown-product', product: otherProduct }),
    `Nekas: Produkttypen ${otherProduct} finns varken i nodens register eller i katalogen.
      Åtgärd: Kontrollera produkttypen; stämmer den, be den här nodens operatör importera dess shs.product.
      Felkod: UnknownProductType
      Regel: unknown-product
`,
    `Refused: The product type ${otherProduct} is neither in the node's registry nor in the directory.
      Cure: Check the product type; if it is right, ask this node's operator to import its shs.product.
      Code: UnknownProductType
      Rule: unknown-product
`,
  ],
  [
    refuse('UnknownReceiver', { rule: 'unknown-receiver', to: stranger }),
    `Nekas: Mottagaren ${stranger} finns varken i nodens register eller i katalogen.
      Åtgärd: Kontrollera numret; stämmer det, be den här nodens operatör lägga in mottagaren i registret.
      Felkod: UnknownReceiver
      Regel: unknown-receiver
`,
    `Refused: The receiver ${stranger} is neither in the node's registry nor in the directory.
      Cure: Check the number; if it is right, ask this node's operator to enter the receiver in the registry.
      Code: UnknownReceiver
      Rule: unknown-receiver
`,
  ],
  [
    refuse('MissingDeliveryAddress', { rule: 'no-address', to: agency, product }),
    `Nekas: Mottagaren ${agency} har ingen brevlåda här, och ingen leveransadress för produkttypen ${product} är känd.
      Åtgärd: Be ${agency} publicera sin adress i katalogen, eller be den här nodens operatör lägga in den i registret.
      Felkod: MissingDeliveryAddress
      Regel: no-address
`,
    `Refused: The receiver ${agency} has no mailbox here, and no delivery address for the product type ${product} is known.
      Cure: Ask ${agency} to publish its address in the directory, or this node's operator to enter it in the registry.
      Code: MissingDeliveryAddress
      Rule: no-address
`,
  ],
  [
    refuse('MissingDeliveryAddress', { rule: 'no-relay', from: stranger, to: agency }),
    `Nekas: Varken ${stranger} eller ${agency} betjänas av den här noden, som inte skickar vidare åt andra.
      Åtgärd: Skicka till den nod som mottagaren finns på, eller be operatören om en brevlåda här.
      Felkod: MissingDeliveryAddress
      Regel: no-relay
`,
    `Refused: Neither ${stranger} nor ${agency} is served by this node, which passes nothing on for others.
      Cure: Send to the node that serves the receiver, or ask this node's operator for a mailbox here.
      Code: MissingDeliveryAddress
      Rule: no-relay
`,
  ],
  [
    decide({ question: named }),
    `Nekas: Överenskommelsen ${uuid}, som etiketten anger, är inte känd.
      Åtgärd: Kontrollera shs.agreement i etiketten; stämmer den, be den här nodens operatör importera överenskommelsen.
      Felkod: MissingAgreement
      Överenskommelse: ${uuid}
      Regel: unknown-agreement
`,
    `Refused: The agreement ${uuid}, which the label names, is not known.
      Cure: Check shs.agreement in the label; if it is right, ask this node's operator to import the agreement.
      Code: MissingAgreement
      Agreement: ${uuid}
      Rule: unknown-agreement
`,
  ],
  [
    decide({}),
    `Nekas: Ingen överenskommelse låter ${employer} skicka produkttypen ${product} till ${agency}.
      Åtgärd: Kom överens med ${agency}, och be den här nodens operatör importera överenskommelsen.
      Felkod: MissingAgreement
      Regel: no-agreement
`,
    `Refused: No agreement lets ${employer} send the product type ${product} to ${agency}.
      Cure: Come to an agreement with ${agency}, and ask this node's operator to import it.
      Code: MissingAgreement
      Rule: no-agreement
`,
  ],
  [
    decide({ local: [local(ended)] }),
    `Nekas: Ingen överenskommelse låter ${employer} skicka produkttypen ${product} till ${agency}. Överenskommelsen ${uuid} gällde till och med 2021-01-01; i dag är det 2026-03-11.
      Åtgärd: Be huvudmannen Exempelmyndigheten (${agency}) förlänga den.
      Felkod: MissingAgreement
      Regel: no-agreement
`,
    `Refused: No agreement lets ${employer} send the product type ${product} to ${agency}. The agreement ${uuid} was valid up to and including 2021-01-01; today is 2026-03-11.
      Cure: Ask the principal, Exempelmyndigheten (${agency}), to prolong it.
      Code: MissingAgreement
      Rule: no-agreement
`,
  ],
  [
    decide({ question: { from: agency, to: employer }, published: [published()] }),
    `Nekas: Ingen överenskommelse låter ${agency} skicka produkttypen ${product} till ${employer}.
      Åtgärd: Kom överens med ${employer}, och be den här nodens operatör importera överenskommelsen.
      Felkod: MissingAgreement
      Regel: no-agreement
`,
    `Refused: No agreement lets ${agency} send the product type ${product} to ${employer}.
      Cure: Come to an agreement with ${employer}, and ask this node's operator to import it.
      Code: MissingAgreement
      Rule: no-agreement
`,
  ],
  [
    unresolved({}, []),
    `Nekas: Etiketten saknar to, och ingen överenskommelse om produkttypen ${product} ger ${employer} en mottagare.
      Åtgärd: Ange mottagaren i to, eller be den här nodens operatör importera överenskommelsen.
      Felkod: UnresolvedReceiver
      Regel: no-receiver
`,
    `Refused: The label has no to, and no agreement on the product type ${product} gives ${employer} a receiver.
      Cure: Give the receiver in to, or ask this node's operator to import the agreement.
      Code: UnresolvedReceiver
      Rule: no-receiver
`,
  ],
  [
    unresolved({}, [local(ended)]),
    `Nekas: Etiketten saknar to, och ingen överenskommelse om produkttypen ${product} ger ${employer} en mottagare. Överenskommelsen ${uuid} gällde till och med 2021-01-01; i dag är det 2026-03-11.
      Åtgärd: Ange mottagaren i to, eller be den här nodens operatör importera överenskommelsen.
      Felkod: UnresolvedReceiver
      Regel: no-receiver
`,
    `Refused: The label has no to, and no agreement on the product type ${product} gives ${employer} a receiver. The agreement ${uuid} was valid up to and including 2021-01-01; today is 2026-03-11.
      Cure: Give the receiver in to, or ask this node's operator to import the agreement.
      Code: UnresolvedReceiver
      Rule: no-receiver
`,
  ],
  [
    unresolved({ transferType: 'synch' }, [
      local(),
      local({ uuid: otherUuid, principal: { address: stranger } }),
    ]),
    `Nekas: Etiketten saknar to, och överenskommelserna ger flera mottagare: ${agency}, ${stranger}. En synkron fråga har en.
      Åtgärd: Ange vilken av dem i to.
      Felkod: IllegalReceiver
      Regel: several-receivers
`,
    `Refused: The label has no to, and the agreements give several receivers: ${agency}, ${stranger}. A synchronous request has one.
      Cure: Say which of them in to.
      Code: IllegalReceiver
      Rule: several-receivers
`,
  ],
  [
    unresolved({ ...named, from: stranger }, [local()]),
    `Nekas: Överenskommelsen ${uuid} är inte mellan ${stranger} och någon mottagare.
      Åtgärd: Ange en överenskommelse mellan avsändaren och mottagaren i etiketten, eller ingen.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: other-parties
`,
    `Refused: The agreement ${uuid} is not between ${stranger} and any receiver.
      Cure: Name an agreement between the sender and the receiver in the label, or none.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: other-parties
`,
  ],
  [
    decide({ question: { ...named, product: otherProduct }, local: [local()] }),
    `Nekas: Överenskommelsen ${uuid} gäller inte produkttypen ${otherProduct}.
      Åtgärd: Ange en överenskommelse om produkttypen i etiketten, eller ingen.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: other-product
`,
    `Refused: The agreement ${uuid} is not on the product type ${otherProduct}.
      Cure: Name an agreement on the product type in the label, or none.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: other-product
`,
  ],
  [
    decide({ question: { ...named, from: stranger }, local: [local()] }),
    `Nekas: Överenskommelsen ${uuid} är inte mellan ${stranger} och ${agency}.
      Åtgärd: Ange en överenskommelse mellan avsändaren och mottagaren i etiketten, eller ingen.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: other-parties
`,
    `Refused: The agreement ${uuid} is not between ${stranger} and ${agency}.
      Cure: Name an agreement between the sender and the receiver in the label, or none.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: other-parties
`,
  ],
  [
    decide({ question: { ...named, from: agency, to: employer }, local: [local()] }),
    `Nekas: Överenskommelsen ${uuid} går från kunden till huvudmannen, så ${agency} får inte skicka enligt den.
      Åtgärd: Kom överens med kunden om en överenskommelse i den riktningen.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: other-direction
`,
    `Refused: The agreement ${uuid} goes from the customer to the principal, so ${agency} may not send by it.
      Cure: Come to an agreement in that direction with the customer.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: other-direction
`,
  ],
  [
    decide({ question: { ...named, sequenceType: 'reply' }, local: [local()] }),
    `Nekas: Överenskommelsen ${uuid} går från kunden till huvudmannen, så ${employer} får inte svara enligt den.
      Åtgärd: Be huvudmannen Exempelmyndigheten (${agency}) om en överenskommelse i den riktningen.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: other-direction
`,
    `Refused: The agreement ${uuid} goes from the customer to the principal, so ${employer} may not reply by it.
      Cure: Ask the principal, Exempelmyndigheten (${agency}), for an agreement in that direction.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: other-direction
`,
  ],
  [
    decide({
      question: { ...named, from: agency, to: employer, agreement: otherUuid },
      published: [published()],
    }),
    `Nekas: Överenskommelsen ${otherUuid} går från kunden till huvudmannen, så ${agency} får inte skicka enligt den.
      Åtgärd: Kom överens med kunden om en överenskommelse i den riktningen.
      Felkod: IllegalAgreement
      Överenskommelse: ${otherUuid}
      Regel: other-direction
`,
    `Refused: The agreement ${otherUuid} goes from the customer to the principal, so ${agency} may not send by it.
      Cure: Come to an agreement in that direction with the customer.
      Code: IllegalAgreement
      Agreement: ${otherUuid}
      Rule: other-direction
`,
  ],
  [
    decide({
      question: { ...named, sequenceType: 'reply' },
      local: [local({ direction: { flow: 'from-customer' }, principal: { address: agency } })],
    }),
    `Nekas: Överenskommelsen ${uuid} går från kunden till huvudmannen, så ${employer} får inte svara enligt den.
      Åtgärd: Be huvudmannen ${agency} om en överenskommelse i den riktningen.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: other-direction
`,
    `Refused: The agreement ${uuid} goes from the customer to the principal, so ${employer} may not reply by it.
      Cure: Ask the principal, ${agency}, for an agreement in that direction.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: other-direction
`,
  ],
  [
    decide({ question: named, local: [local({ transferType: 'synch' })] }),
    `Nekas: Överenskommelsen ${uuid} gäller transfer-type synch, inte asynch.
      Åtgärd: Skicka med transfer-type synch.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: other-transfer-type
`,
    `Refused: The agreement ${uuid} is on transfer-type synch, not asynch.
      Cure: Send with transfer-type synch.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: other-transfer-type
`,
  ],
  [
    decide({ question: named, local: [local({ valid: { from: '2027-01-01' } })] }),
    `Nekas: Överenskommelsen ${uuid} gäller från 2027-01-01; i dag är det 2026-03-11.
      Åtgärd: Be huvudmannen Exempelmyndigheten (${agency}) om en tidigare dag, eller vänta.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: not-yet-valid
`,
    `Refused: The agreement ${uuid} is valid from 2027-01-01; today is 2026-03-11.
      Cure: Ask the principal, Exempelmyndigheten (${agency}), for an earlier day, or wait.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: not-yet-valid
`,
  ],
  [
    decide({ question: named, local: [local(ended)] }),
    `Nekas: Överenskommelsen ${uuid} gällde till och med 2021-01-01; i dag är det 2026-03-11.
      Åtgärd: Be huvudmannen Exempelmyndigheten (${agency}) förlänga den.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: no-longer-valid
`,
    `Refused: The agreement ${uuid} was valid up to and including 2021-01-01; today is 2026-03-11.
      Cure: Ask the principal, Exempelmyndigheten (${agency}), to prolong it.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: no-longer-valid
`,
  ],
  [
    decide({ local: [local(office)], now: midsummerEve }),
    `Väntar: Överenskommelsen ${uuid} har inte öppet; den öppnar 2026-06-22 08:00 (Europe/Stockholm). I dag är det midsommarafton.
      Åtgärd: Be huvudmannen Exempelmyndigheten (${agency}) om andra öppettider, eller vänta.
      Överenskommelse: ${uuid}
      Regel: closed
`,
    `Waits: The agreement ${uuid} is not open; it opens at 2026-06-22 08:00 (Europe/Stockholm). Today is Midsummer Eve.
      Cure: Ask the principal, Exempelmyndigheten (${agency}), for other opening hours, or wait.
      Agreement: ${uuid}
      Rule: closed
`,
  ],
  [
    decide({ question: { transferType: 'synch' }, local: [local(office)], now: wednesday + 7 * 3_600_000 }),
    `Nekas: Överenskommelsen ${uuid} har inte öppet; den öppnar 2026-03-12 08:00 (Europe/Stockholm).
      Åtgärd: Be huvudmannen Exempelmyndigheten (${agency}) om andra öppettider, eller vänta.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: closed
`,
    `Refused: The agreement ${uuid} is not open; it opens at 2026-03-12 08:00 (Europe/Stockholm).
      Cure: Ask the principal, Exempelmyndigheten (${agency}), for other opening hours, or wait.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: closed
`,
  ],
  [
    decide({ local: [local({ schedule: { interval: {}, stopDate: '2020-01-01' } })] }),
    `Nekas: Överenskommelsen ${uuid} öppnar inte mer enligt sitt schema och sina öppettider.
      Åtgärd: Be huvudmannen Exempelmyndigheten (${agency}) rätta dess schema eller öppettider.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: never-open
`,
    `Refused: The agreement ${uuid} does not open again by its schedule and its opening hours.
      Cure: Ask the principal, Exempelmyndigheten (${agency}), to mend its schedule or its opening hours.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: never-open
`,
  ],
  [
    decide({
      local: [local({ quality: quality({ volume: { perTransfer: 1, unit: 'KB', average } }) })],
      bytes: 1025,
    }),
    `Nekas: Överenskommelsen ${uuid} tillåter högst 1024 byte i en överföring; den här har 1025.
      Åtgärd: Be huvudmannen Exempelmyndigheten (${agency}) höja volymen, eller dela filen.
      Felkod: IllegalAgreement
      Överenskommelse: ${uuid}
      Regel: volume
`,
    `Refused: The agreement ${uuid} allows at most 1024 bytes in one transfer; this one has 1025.
      Cure: Ask the principal, Exempelmyndigheten (${agency}), to raise the volume, or split the file.
      Code: IllegalAgreement
      Agreement: ${uuid}
      Rule: volume
`,
  ],
  [
    decide({
      local: [
        local({ quality: quality({ frequency: { average, peak: { numberPer: 1, period: 'hour' } } }) }),
      ],
      earlier: [tenMinutesAgo],
    }),
    `Väntar: Överenskommelsen ${uuid} tillåter 1 överföring per timme, och det är nått; nästa får gå 2026-03-11 12:50 (Europe/Stockholm).
      Åtgärd: Be huvudmannen Exempelmyndigheten (${agency}) höja toppen, eller vänta.
      Överenskommelse: ${uuid}
      Regel: peak-frequency
`,
    `Waits: The agreement ${uuid} allows 1 transfer per hour, and that is reached; the next may go at 2026-03-11 12:50 (Europe/Stockholm).
      Cure: Ask the principal, Exempelmyndigheten (${agency}), to raise the peak, or wait.
      Agreement: ${uuid}
      Rule: peak-frequency
`,
  ],
  [
    decide({
      local: [
        local({
          quality: quality({
            volume: { perTransfer: 1, unit: 'KB', average, peak: { numberPer: 1, period: 'month' } },
          }),
        }),
      ],
      bytes: 1000,
      earlier: [tenMinutesAgo],
    }),
    `Väntar: Överenskommelsen ${uuid} tillåter 1024 byte per månad, och det är nått; nästa får gå 2026-04-10 12:50 (Europe/Stockholm).
      Åtgärd: Be huvudmannen Exempelmyndigheten (${agency}) höja toppen, eller vänta.
      Överenskommelse: ${uuid}
      Regel: peak-volume
`,
    `Waits: The agreement ${uuid} allows 1024 bytes per month, and that is reached; the next may go at 2026-04-10 12:50 (Europe/Stockholm).
      Cure: Ask the principal, Exempelmyndigheten (${agency}), to raise the peak, or wait.
      Agreement: ${uuid}
      Rule: peak-volume
`,
  ],
  [
    decide({ local: [local(office, 'warn')], now: midsummerEve }),
    `Tillåtet: Överenskommelsen ${uuid} tillåter det.
      Varning: Överenskommelsen ${uuid} har inte öppet; den öppnar 2026-06-22 08:00 (Europe/Stockholm). I dag är det midsommarafton.
      Åtgärd: Be huvudmannen Exempelmyndigheten (${agency}) om andra öppettider, eller vänta.
      Överenskommelse: ${uuid}
      Regel: agreed
`,
    `Allowed: The agreement ${uuid} allows it.
      Warning: The agreement ${uuid} is not open; it opens at 2026-06-22 08:00 (Europe/Stockholm). Today is Midsummer Eve.
      Cure: Ask the principal, Exempelmyndigheten (${agency}), for other opening hours, or wait.
      Agreement: ${uuid}
      Rule: agreed
`,
  ],
]

for (const [decision, sv, en] of rows) {
  test(`${decision.outcome} by the rule ${decision.rule} is told in both languages`, () => {
    assert.equal(decisionText(decision, 'sv'), sv.replaceAll(/^ +/gm, ''))
    assert.equal(decisionText(decision, 'en'), en.replaceAll(/^ +/gm, ''))
  })
}

test('every rule has its words', () => {
  const told = new Set<Rule>(rows.map(([{ rule }]) => rule))
  const all: Readonly<Record<Rule, true>> = {
    'none-needed': true,
    agreed: true,
    'unknown-sender': true,
    'unknown-product': true,
    'unknown-receiver': true,
    'no-address': true,
    'no-relay': true,
    'unknown-agreement': true,
    'not-in-force': true,
    'no-agreement': true,
    'no-receiver': true,
    'several-receivers': true,
    'other-product': true,
    'other-parties': true,
    'other-direction': true,
    'other-transfer-type': true,
    'not-yet-valid': true,
    'no-longer-valid': true,
    closed: true,
    'never-open': true,
    volume: true,
    'peak-volume': true,
    'peak-frequency': true,
  }
  assert.deepEqual([...told].toSorted(), Object.keys(all).toSorted())
})

test('a name in a document can forge no line', () => {
  const principal = { address: agency, commonName: 'A\nRegel: agreed\u202e' }
  const text = decisionText(decide({ question: named, local: [local({ principal, ...ended })] }), 'sv')
  assert.match(text, /^Åtgärd: Be huvudmannen A Regel: agreed\\u202E \(2021000001\) förlänga den\.$/m)
  assert.equal(text.split('\n').length, 6)
})

test('a decision is plain data', () => {
  for (const [decision] of rows) assert.deepEqual(JSON.parse(JSON.stringify(decision)), decision)
})
