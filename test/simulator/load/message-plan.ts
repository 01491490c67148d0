import type { SeededRandom } from '../../kill/random.ts'
import type { SentMessage } from '../checks/accounts.ts'
import { seededUuid } from '../machine/sim-ids.ts'
import type { Cast, Organisation, Product } from '../world/cast.ts'

/** A message that somebody means to send. */
export interface MessagePlan {
  readonly from: Organisation
  /** The number of the certificate that posts it. */
  readonly caller: string
  /** Absent: the agreements give the receivers. */
  readonly to?: string
  readonly product: string
  readonly agreement?: string
  readonly status: 'production' | 'test'
  readonly transferType: 'asynch' | 'synch'
  readonly sequenceType: 'event' | 'request' | 'reply'
  readonly bytes: number
  /** Whom it is posted to. */
  readonly via: string
  /** Taken from another message, where it is one again or an impostor. */
  readonly txId?: string
  readonly corrId?: string
}

/** What a message is like; most are ordinary, and each kind comes often enough to meet the others. */
type Kind =
  | 'direct'
  | 'byProduct'
  | 'oneToMany'
  | 'reply'
  | 'named'
  | 'wrong'
  | 'internal'
  | 'impostor'
  | 'synch'

const weights: readonly (readonly [Kind, number])[] = [
  ['direct', 50],
  ['byProduct', 12],
  ['oneToMany', 8],
  ['reply', 8],
  ['named', 8],
  ['internal', 5],
  ['wrong', 7],
  ['impostor', 2],
  ['synch', 7],
]

/** Plans the next message of a cast; `earlier` are messages that were sent before. */
export function planMessage(random: SeededRandom, cast: Cast, earlier: readonly SentMessage[]): MessagePlan {
  const { agreements, products } = cast
  const organisations = cast.organisations.filter(({ movesTo }) => movesTo === undefined)
  const kind = weighted(random)
  const inward = picked(
    random,
    agreements.filter(({ flow }) => flow === 'from-customer'),
  )
  const { product } = inward
  const others = organisations.filter(({ number }) => number !== product.principal.number)
  const neighbours = others.filter(({ home }) => home === product.principal.home)
  const customer = picked(random, neighbours.length > 0 && random.chance(0.4) ? neighbours : others)
  const usual = plan(random, cast, customer, product, { to: product.principal.number })
  switch (kind) {
    case 'direct':
      return usual
    case 'byProduct':
      return plan(random, cast, customer, product, {})
    case 'named':
      return { ...usual, agreement: inward.uuid }
    case 'internal':
      return { ...usual, to: `${product.principal.number}.internal` }
    case 'oneToMany': {
      const ofMany = picked(random, products)
      return plan(random, cast, ofMany.principal, ofMany, {})
    }
    case 'synch':
      return { ...usual, transferType: 'synch', sequenceType: 'request' }
    case 'reply': {
      const asked = random.pick(earlier)
      const corrId = asked?.corrId
      const back = plan(random, cast, product.principal, product, { to: customer.number })
      return { ...back, sequenceType: 'reply', ...(corrId === undefined ? {} : { corrId }) }
    }
    case 'wrong':
      return wrong(random, cast, usual)
    case 'impostor': {
      const first = random.pick(earlier)
      return first === undefined ? usual : { ...usual, txId: first.txId, via: first.via }
    }
  }
}

function plan(
  random: SeededRandom,
  { nodes, organisations }: Cast,
  from: Organisation,
  product: Product,
  more: Partial<MessagePlan>,
): MessagePlan {
  // A partner's own node has found the receiver, and posts to where that one is.
  const isOurs = nodes.some(({ name }) => name === from.home)
  const receiver = more.to ?? product.principal.number
  const home = organisations.find(({ number }) => number === receiver)?.home ?? from.home
  return {
    from,
    caller: from.number,
    product: product.uuid,
    status: random.chance(0.05) ? 'test' : 'production',
    transferType: 'asynch',
    sequenceType: random.chance(0.5) ? 'event' : 'request',
    bytes: bytesOf(random),
    via: isOurs ? from.home : home,
    ...more,
  }
}

/** What a node must refuse, or answer with an error message. */
function wrong(
  random: SeededRandom,
  { agreements, products, stranger, organisations }: Cast,
  usual: MessagePlan,
): MessagePlan {
  switch (random.int(0, 5)) {
    case 0:
      return { ...usual, to: stranger.number }
    case 1:
      return { ...usual, product: seededUuid(random) }
    case 2:
      return { ...usual, agreement: picked(random, agreements).uuid }
    case 3:
      return { ...usual, agreement: seededUuid(random) }
    case 4:
      return { ...usual, to: picked(random, organisations).number, product: picked(random, products).uuid }
    default:
      return { ...usual, from: { ...usual.from, number: picked(random, organisations).number } }
  }
}

/** Mostly a few hundred octets; now and then too many for a row of the log. */
function bytesOf(random: SeededRandom): number {
  return random.chance(0.7) ? random.int(40, 700) : random.int(1_000, 12_000)
}

function weighted(random: SeededRandom): Kind {
  const sum = weights.reduce((total, [, weight]) => total + weight, 0)
  let left = random.next() * sum
  for (const [kind, weight] of weights) {
    left -= weight
    if (left < 0) return kind
  }
  return 'direct'
}

function picked<T>(random: SeededRandom, from: readonly T[]): T {
  const one = random.pick(from)
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}
