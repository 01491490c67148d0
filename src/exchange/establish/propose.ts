import { readAgreement } from '../../protocol/agreement/agreement-reader.ts'
import type { ShsAgreement } from '../../protocol/agreement/agreement.ts'
import { actorOf } from '../../protocol/urn.ts'
import { agreementEntry } from '../agreements/agreement-entry.ts'
import type { Agreement } from '../ports/registry.ts'
import type { ReceiveWorld } from '../receive/receive.ts'
import { isServedHere } from '../route/served-here.ts'
import { noParty, noPartyHere, waitsForUs, whoIsTheOther } from './operator-refusals.ts'
import { largeAgreement, mostAgreementOctets } from './refusals.ts'
import { holdAgreement, sentOnce, told, type Told } from './sent-once.ts'

/** An operator proposes an agreement for an actor that is served here. */
export interface Proposal {
  /** Octets of an `shs.agreement`. */
  readonly document: Uint8Array
  /** Organisation number of the other party, where the document leaves it open or both are served here. */
  readonly to?: string
}

/**
 * Proposes an agreement to its other party; it has no effect before that one accepts it. Again: the first proposal
 * counts, unless it was declined or could not be delivered. Throws an `XmlError` for what is no agreement, and a `Refusal`.
 */
export async function propose({ document, to }: Proposal, user: string, world: ReceiveWorld): Promise<Told> {
  if (document.length > mostAgreementOctets) throw largeAgreement(document.length)
  const agreement = readAgreement(document)
  const { uuid } = agreement
  const sides = await sidesOf(agreement, to, world)
  await using _held = await holdAgreement(uuid, world.ports)
  const [here] = await world.ports.registry.agreements([uuid])
  const before = sameProposal(here, agreementEntry(agreement, document), sides)
  if (before?.standing === 'agreed') {
    const [message] = await world.ports.messageLog.byTxId([before.corrId])
    return await told(uuid, message?.receiptId, world.ports)
  }
  return await sentOnce(
    {
      uuid,
      document,
      ...sides,
      user,
      statement: { kind: 'proposal' },
      ...(before !== undefined && { saidBefore: before.txId }),
    },
    world,
  )
}

interface Sides {
  readonly from: string
  readonly to: string
}

/** What came of it where the very same was proposed before and not declined. */
function sameProposal(here: Agreement | undefined, wanted: Agreement, { from, to }: Sides) {
  if (here?.negotiation === undefined || here.document !== wanted.document) return undefined
  const { negotiation } = here
  const { standing, proposer, other } = negotiation
  if (standing === 'offered' && proposer === to && other === from) throw waitsForUs(here.uuid, proposer)
  const isOpenOrDone = standing !== 'declined' && standing !== 'accepted'
  return isOpenOrDone && proposer === from && other === to ? negotiation : undefined
}

/** Who proposes, which must be an actor served here, and to whom. */
async function sidesOf(agreement: ShsAgreement, to: string | undefined, world: ReceiveWorld): Promise<Sides> {
  const { uuid } = agreement
  const principal = actorOf(agreement.principal.address)
  const customer = agreement.customer === undefined ? undefined : actorOf(agreement.customer.address)
  const ways = waysOf(principal, customer, to, world.node.actor)
  if (ways.length === 0) throw to === undefined ? whoIsTheOther(uuid) : noParty(uuid, to)
  const served: Sides[] = []
  for (const way of ways) {
    const [actor] = await world.ports.registry.actors([way.from])
    if (isServedHere(actor, world.node)) served.push(way)
  }
  const way = served.find(({ from }) => from === world.node.actor) ?? served[0]
  if (way === undefined) throw noPartyHere(uuid)
  return way
}

/** The ways in which it may be proposed: by either party, where nobody says to whom. */
function waysOf(
  principal: string,
  customer: string | undefined,
  to: string | undefined,
  own: string,
): readonly Sides[] {
  // Any customer: the node's own actor is one.
  const other = customer ?? (to === undefined || to === principal ? own : to)
  const ways = [
    { from: principal, to: other },
    { from: other, to: principal },
  ]
  if (customer === undefined && other === principal) return []
  return to === undefined ? ways : ways.filter((way) => way.to === to)
}
