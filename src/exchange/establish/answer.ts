import { documentOf } from '../agreements/agreement-entry.ts'
import type { Negotiation } from '../ports/registry.ts'
import type { ReceiveWorld } from '../receive/receive.ts'
import { isServedHere } from '../route/served-here.ts'
import { longReason, nobodyAsked, noSuchAgreement, othersAnswer } from './operator-refusals.ts'
import { holdAgreement, sentOnce, told, type Told } from './sent-once.ts'
import { longestReason, type Statement } from './statement.ts'

/** An operator answers a proposal for the actor that was asked. */
export interface Answer {
  /** Lower case. */
  readonly uuid: string
  readonly statement: Exclude<Statement, { readonly kind: 'proposal' }>
}

/**
 * Accepts or declines a proposed agreement. An accepted one is in force here when the proposer's side has the answer.
 * Again: the first answer counts, unless it could not be delivered. Throws a `Refusal`.
 */
export async function answer({ uuid, statement }: Answer, user: string, world: ReceiveWorld): Promise<Told> {
  if (statement.kind === 'refusal' && (statement.reason?.length ?? 0) > longestReason)
    throw longReason(longestReason)
  const { registry } = world.ports
  await using _held = await holdAgreement(uuid, world.ports)
  const [here] = await registry.agreements([uuid])
  if (here === undefined) throw noSuchAgreement(uuid)
  const { negotiation } = here
  if (negotiation === undefined) throw nobodyAsked(uuid)
  const { proposer, other, corrId, txId } = negotiation
  const [asked] = await registry.actors([other])
  if (!isServedHere(asked, world.node)) throw othersAnswer(uuid, other)
  const isSaid = saidBy[statement.kind].includes(negotiation.standing)
  if (isSaid && negotiation.standing === 'agreed') {
    const [message] = await world.ports.messageLog.byTxId([txId])
    return await told(uuid, message?.receiptId, world.ports)
  }
  return await sentOnce(
    {
      uuid,
      document: documentOf(here),
      from: other,
      to: proposer,
      user,
      statement,
      corrId,
      ...(isSaid && { saidBefore: txId }),
    },
    world,
  )
}

/** Where an agreement stands of which the same was said before. */
const saidBy: Readonly<Record<Answer['statement']['kind'], readonly Negotiation['standing'][]>> = {
  acceptance: ['accepted', 'agreed'],
  refusal: ['declined'],
}
