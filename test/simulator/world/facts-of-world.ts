import type { Label } from '../../../src/protocol/label/label.ts'
import { actorOf } from '../../../src/protocol/urn.ts'
import type { WorldFacts } from '../checks/world-facts.ts'
import type { AgreementPart, Cast } from './cast.ts'
import type { Partner } from './partner.ts'
import type { SimNode } from './sim-node.ts'

/** What is true in a world, from its cast and from what lies on its disks. */
export function factsOfWorld(
  cast: Cast,
  nodes: readonly SimNode[],
  partners: readonly Partner[],
  /** uuids of agreements that came or went under way. */
  changed: ReadonlySet<string>,
  /** Whether nothing has gone wrong for hours. */
  isCalm: () => boolean,
): WorldFacts {
  const byNumber = new Map(cast.organisations.map((one) => [one.number, one]))
  const placeOwners = new Map([...cast.nodes, ...cast.partners].map(({ name, own }) => [name, own.number]))
  return {
    isElsewhere: (txId, node) =>
      nodes.some(({ place, store }) => place !== node && store.tables.byTxId.has(txId)) ||
      partners.some(({ taken }) => taken.has(txId)),
    speaksFor(speaker, number) {
      const organisation = byNumber.get(number)
      if (speaker === number) return true
      const { home = '', movesTo = '' } = organisation ?? {}
      return placeOwners.get(home) === speaker || placeOwners.get(movesTo) === speaker
    },
    isWell(number) {
      const home = byNumber.get(number)?.home
      return isCalm() && partners.every(({ place, isDead }) => place !== home || !isDead)
    },
    canBeTold: (number) => byNumber.has(number),
    wantsConfirm(label) {
      const onProduct = cast.agreements.filter(({ product }) => product.uuid === label.product.id)
      if (onProduct.some(({ uuid }) => changed.has(uuid))) return undefined
      const matching = onProduct.filter((agreement) => letsThrough(agreement, label))
      const named = matching.filter(({ uuid }) => uuid === label.agreement)
      const local = matching.filter(({ known }) => known === 'locally')
      const decisive = [named, local, matching].find(({ length }) => length > 0)
      return decisive?.some(({ confirm, known }) => confirm || known === 'publicly') ?? true
    },
  }
}

/** By parties and direction, as the document says; a reply goes the other way, and a public one has no direction. */
function letsThrough({ product, customer, flow, known }: AgreementPart, label: Label): boolean {
  const from = actorOf(label.from?.address ?? '')
  const to = actorOf(label.to?.address ?? '')
  const principal = product.principal.number
  const isParty = (number: string): boolean => customer === undefined || customer.number === number
  const outward = from === principal && isParty(to)
  const inward = to === principal && isParty(from)
  if (known === 'publicly') return inward || (outward && label.sequenceType === 'reply')
  const isReply = label.sequenceType === 'reply'
  switch (flow) {
    case 'any':
      return outward || inward
    case 'to-customer':
      return isReply ? inward : outward
    case 'from-customer':
      return isReply ? outward : inward
  }
}
