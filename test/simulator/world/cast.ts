import type { CertificateFacts } from '../../../src/exchange/ports/trust.ts'
import { organisationNumber } from '../../support/organisation-numbers.ts'
import type { SeededRandom } from '../../kill/random.ts'
import { seededUuid } from '../machine/sim-ids.ts'

/** An organisation of the simulated world, and where its messages go. */
export interface Organisation {
  readonly number: string
  readonly name: string
  /** The node that holds its mailbox, or the partner that takes in for it. */
  readonly home: string
  readonly facts: CertificateFacts
}

/** A node of ours: whose it is, and who has a mailbox there. */
export interface NodePart {
  readonly name: string
  readonly url: string
  readonly own: Organisation
  readonly tenants: readonly Organisation[]
  readonly employers: readonly Organisation[]
}

/** How a partner's receive service behaves while the faults last. */
export const partnerTempers = [
  'good',
  'failing',
  'blackHole',
  'refusing',
  'slow',
  'repeating',
  'flapping',
] as const

export type PartnerTemper = (typeof partnerTempers)[number]

export interface PartnerPart {
  readonly name: string
  readonly url: string
  readonly own: Organisation
  readonly temper: PartnerTemper
}

export interface Product {
  readonly uuid: string
  readonly name: string
  readonly principal: Organisation
}

/** Which way an agreement lets messages go, and where it can be read. */
export interface AgreementPart {
  readonly uuid: string
  readonly product: Product
  readonly customer?: Organisation
  readonly flow: 'to-customer' | 'from-customer' | 'any'
  readonly known: 'locally' | 'publicly'
  /** Open in office hours only, and enforced. */
  readonly officeHours: boolean
  readonly confirm: boolean
}

/** Everybody who takes part in a simulation. */
export interface Cast {
  readonly nodes: readonly NodePart[]
  readonly partners: readonly PartnerPart[]
  readonly products: readonly Product[]
  readonly agreements: readonly AgreementPart[]
  /** Registered nowhere. */
  readonly stranger: Organisation
  readonly organisations: readonly Organisation[]
}

/** Draws a cast of so many nodes, and one to four partners. */
export function castOf(random: SeededRandom, nodeCount: number): Cast {
  const nodes = Array.from({ length: nodeCount }, (_, index) => nodePart(index))
  const partners = Array.from({ length: random.int(1, 4) }, (_, index) => partnerPart(index, random))
  const ours = nodes.flatMap(peopleOf)
  const organisations = [...ours, ...partners.map(({ own }) => own)]
  const principals = [...nodes.map(({ own }) => own), ...partners.map(({ own }) => own)]
  const products = principals.map((principal, index) => ({
    uuid: seededUuid(random),
    name: `product-${index}`,
    principal,
  }))
  return {
    nodes,
    partners,
    products,
    agreements: products.flatMap((product) => agreementsOn(product, organisations, random)),
    stranger: organisation(900, 'stranger', 'nowhere'),
    organisations,
  }
}

export function peopleOf({ own, tenants, employers }: NodePart): readonly Organisation[] {
  return [own, ...tenants, ...employers]
}

function nodePart(index: number): NodePart {
  const name = `node-${index}`
  const people = (first: number, count: number, kind: string): readonly Organisation[] =>
    Array.from({ length: count }, (_, at) =>
      organisation(first + index * 10 + at, `${kind}-${index}-${at}`, name),
    )
  return {
    name,
    url: `https://${name}.example/shs/rs`,
    own: organisation(100 + index, `agency-${index}`, name),
    tenants: people(200, 1, 'tenant'),
    employers: people(500, 2, 'employer'),
  }
}

function partnerPart(index: number, random: SeededRandom): PartnerPart {
  const name = `partner-${index}`
  return {
    name,
    url: `https://${name}.example/shs/rs`,
    own: organisation(300 + index, name, name),
    temper: random.pick(partnerTempers) ?? 'good',
  }
}

/** Anyone to the principal; the principal to some of the others; one way of the two is at times in the directory alone. */
function agreementsOn(
  product: Product,
  organisations: readonly Organisation[],
  random: SeededRandom,
): readonly AgreementPart[] {
  const others = organisations.filter(({ number }) => number !== product.principal.number)
  const inward: AgreementPart = {
    uuid: seededUuid(random),
    product,
    flow: 'from-customer',
    known: random.chance(0.3) ? 'publicly' : 'locally',
    officeHours: random.chance(0.15),
    confirm: random.chance(0.8),
  }
  const outward = others
    .filter(() => random.chance(0.25))
    .map((customer): AgreementPart => ({
      uuid: seededUuid(random),
      product,
      customer,
      flow: 'to-customer',
      known: 'locally',
      officeHours: false,
      confirm: true,
    }))
  return [inward, ...outward]
}

function organisation(index: number, name: string, home: string): Organisation {
  const number = organisationNumber(index)
  return {
    number,
    name,
    home,
    facts: {
      organisationNumber: number,
      fingerprint: number.padStart(64, '0'),
      subject: name,
      notAfter: Date.UTC(2030, 0, 1),
      side: 'production',
    },
  }
}
