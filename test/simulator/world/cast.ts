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
  /** Whether other nodes have it in their registries; else they ask the directory. */
  readonly registered: boolean
  /** The node that it gets a mailbox at under way, from then on for the messages that are handed in there. */
  readonly movesTo?: string
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
  'busy',
  'hasty',
  'complaining',
  'disguised',
  'dead',
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
  /** At most so many messages an hour, and enforced. */
  readonly mostAnHour?: number
  /** At most so many octets a message, and enforced. */
  readonly mostBytes?: number
}

/** Everybody who takes part in a simulation. */
export interface Cast {
  readonly nodes: readonly NodePart[]
  readonly partners: readonly PartnerPart[]
  readonly products: readonly Product[]
  readonly agreements: readonly AgreementPart[]
  readonly movers: readonly Organisation[]
  /** Registered nowhere. */
  readonly stranger: Organisation
  readonly organisations: readonly Organisation[]
}

/** Draws a cast of so many nodes, and one to four partners. */
export function castOf(random: SeededRandom, nodeCount: number): Cast {
  const nodes = Array.from({ length: nodeCount }, (_, index) => nodePart(index))
  const partners = Array.from({ length: random.int(1, 4) }, (_, index) => partnerPart(index, random))
  const ours = nodes.flatMap(peopleOf)
  const movers = moversOf(nodes, partners, random)
  const organisations = [...ours, ...partners.map(({ own }) => own), ...movers]
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
    movers,
    stranger: organisation(900, 'stranger', 'nowhere'),
    organisations,
  }
}

/** Customers of a partner's, who get a mailbox at one of our nodes under way. */
function moversOf(
  nodes: readonly NodePart[],
  partners: readonly PartnerPart[],
  random: SeededRandom,
): readonly Organisation[] {
  const [first] = partners
  const to = random.pick(nodes)
  if (first === undefined || to === undefined || random.chance(0.4)) return []
  return [{ ...organisation(400, 'mover', first.name), movesTo: to.name }]
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
    own: organisation(300 + index, name, name, random.chance(0.6)),
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
    ...(random.chance(0.15) ? { mostAnHour: random.int(2, 8) } : {}),
    ...(random.chance(0.1) ? { mostBytes: 4_000 } : {}),
  }
  const customers = others.filter(() => random.chance(0.25))
  const outward = customers.map((customer) => outwardTo(customer, product, random))
  return [inward, ...outward]
}

function outwardTo(customer: Organisation, product: Product, random: SeededRandom): AgreementPart {
  return {
    uuid: seededUuid(random),
    product,
    customer,
    flow: 'to-customer',
    known: 'locally',
    officeHours: random.chance(0.1),
    confirm: random.chance(0.8),
    ...(random.chance(0.1) ? { mostBytes: 4_000 } : {}),
  }
}

/** An organisation with a certificate of its own number. */
export function organisation(index: number, name: string, home: string, registered = true): Organisation {
  const number = organisationNumber(index)
  return {
    number,
    name,
    home,
    registered,
    facts: {
      organisationNumber: number,
      fingerprint: number.padStart(64, '0'),
      subject: name,
      notAfter: Date.UTC(2030, 0, 1),
      side: 'production',
    },
  }
}
