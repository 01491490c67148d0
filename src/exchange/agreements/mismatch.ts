import type { ShsAgreement } from '../../protocol/agreement/agreement.ts'
import { parseAddress } from '../../protocol/urn.ts'
import type { DocumentParty } from '../../protocol/xml/identity-fields.ts'
import type { Fact } from './decision.ts'
import { dateAt, type KnownAgreement, type LocalAgreement, type PublicAgreement } from './known-agreement.ts'
import { isAgainstFlow, type OpenQuestion, type Question } from './question.ts'

/** A way that messages may go under an agreement; a side that is absent is any customer. */
export interface Leg {
  readonly sender?: string
  readonly receiver?: string
}

/**
 * Why an agreement does not let a message through (section 7.5): product type, parties, direction, transfer type and
 * dates, in this order; undefined where it does. Without `to` any receiver of the agreement will do.
 */
export function mismatch(agreement: KnownAgreement, question: OpenQuestion, now: number): Fact | undefined {
  const { product } = question
  if (!productsOf(agreement).includes(product)) return { rule: 'other-product', product }
  return wrongWay(agreement, question) ?? wrongTransferType(agreement, question) ?? wrongDay(agreement, now)
}

/** The ways that a message may go, those of its sender only; an asynchronous reply goes against the flow. */
export function legsFrom(agreement: KnownAgreement, question: Question): readonly Leg[] {
  return legsOf(agreement, isAgainstFlow(question)).filter(({ sender }) => isParty(sender, question.from))
}

/** Whether the two are the parties of an agreement, whichever way. */
export function isBetween(agreement: KnownAgreement, from: string, to: string | undefined): boolean {
  return [...legsOf(agreement, false), ...legsOf(agreement, true)].some(
    ({ sender, receiver }) => isParty(sender, from) && (to === undefined || isParty(receiver, to)),
  )
}

function productsOf(agreement: KnownAgreement): readonly string[] {
  return agreement.kind === 'local' ? agreement.document.products.map(({ id }) => id) : agreement.products
}

function wrongWay(agreement: KnownAgreement, question: OpenQuestion): Fact | undefined {
  const { from, to } = question
  const isRightWay = legsFrom(agreement, question).some(
    ({ receiver }) => to === undefined || isParty(receiver, to),
  )
  if (isRightWay) return undefined
  if (!isBetween(agreement, from, to)) return { rule: 'other-parties', from, ...(to !== undefined && { to }) }
  return { rule: 'other-direction', from, flow: flowOf(agreement), reply: isAgainstFlow(question) }
}

function wrongTransferType(agreement: KnownAgreement, question: Question): Fact | undefined {
  const agreed = (agreement.kind === 'local' ? agreement.document : agreement).transferType ?? 'any'
  const asked = question.transferType
  return agreed === 'any' || agreed === asked ? undefined : { rule: 'other-transfer-type', asked, agreed }
}

function wrongDay(agreement: KnownAgreement, now: number): Fact | undefined {
  if (agreement.kind === 'public') return undefined
  const { from, to } = agreement.document.valid
  const today = dateAt(agreement.zone.time, now)
  if (today < from) return { rule: 'not-yet-valid', today, validFrom: from }
  return to !== undefined && today > to ? { rule: 'no-longer-valid', today, validTo: to } : undefined
}

function legsOf(agreement: KnownAgreement, againstFlow: boolean): readonly Leg[] {
  const along = agreement.kind === 'local' ? documentLegs(agreement) : publicLegs(agreement)
  return againstFlow ? along.map(turned) : along
}

function documentLegs({ document }: LocalAgreement): readonly Leg[] {
  const { principal, customer, direction } = document
  const toCustomer = leg(principal, customer)
  switch (direction.flow) {
    case 'to-customer':
      return [toCustomer]
    case 'from-customer':
      return [turned(toCustomer)]
    case 'any':
      return [toCustomer, turned(toCustomer)]
  }
}

/** Anyone may send to the principal. */
function publicLegs({ principal }: PublicAgreement): readonly Leg[] {
  return [{ receiver: principal }]
}

function flowOf(agreement: KnownAgreement): ShsAgreement['direction']['flow'] {
  return agreement.kind === 'local' ? agreement.document.direction.flow : 'from-customer'
}

function leg(sender: DocumentParty, receiver: DocumentParty | undefined): Leg {
  return { sender: sender.address, ...(receiver !== undefined && { receiver: receiver.address }) }
}

function turned({ sender, receiver }: Leg): Leg {
  return {
    ...(receiver !== undefined && { sender: receiver }),
    ...(sender !== undefined && { receiver: sender }),
  }
}

/** A party that is an actor is any of its mailboxes; one that is a mailbox is that one only. */
function isParty(party: string | undefined, address: string): boolean {
  return party === undefined || party === address || party === parseAddress(address)?.actor
}
