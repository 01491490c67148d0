import type { NodeSettings } from '../node-settings.ts'
import type { Knowledge } from '../route/knowledge.ts'
import { placeOf } from '../route/place.ts'
import { isSpecialProduct } from '../../protocol/urn.ts'
import type { Clock } from '../ports/clock.ts'
import type { Directory, DirectoryAnswer } from '../ports/directory.ts'
import type { MessageLog } from '../ports/message-log.ts'
import type { Registry } from '../ports/registry.ts'
import type { AgreementBook } from './agreement-book.ts'
import { actorOf } from '../../protocol/urn.ts'
import type { Decision, Refused } from './decision.ts'
import { refuse } from './deciding.ts'
import { hardship, mayPass } from './may-pass.ts'
import { loadsFor } from './peaks.ts'
import { type AddressedQuestion, type OpenQuestion, pingProduct } from './question.ts'
import { resolveReceivers } from './receivers.ts'

/** Somebody asks whether a message would be let through, without sending it. */
export interface MayQuestion extends OpenQuestion {
  /** Milliseconds since 1970; now where it is absent. */
  readonly at?: number
}

/** The decision on a message to one receiver. */
export type AddressedDecision = Decision & { readonly to: string }

/** The decision on a message; on the copy that fares worst where the agreements give it several receivers. */
export type MayAnswer = Decision & {
  /** Whom it would go to; absent where nobody is known. */
  readonly to?: string
  /** The decision on each copy, where there are several. */
  readonly copies?: readonly AddressedDecision[]
}

interface Sources {
  readonly registry: Pick<Registry, 'actors' | 'products'>
  readonly directory: Pick<Directory, 'actors' | 'products'>
  readonly messageLog: Pick<MessageLog, 'passed'>
  readonly clock: Pick<Clock, 'now'>
  readonly knowledge: Knowledge
  readonly node: Pick<NodeSettings, 'actor'>
}

/**
 * Would it be let through, by which agreement, and if not why and who can mend it: the checks of section 7 from sender
 * to agreement. Throws the retryable error of a directory that does not answer and could have changed a no.
 */
export async function mayI(asked: MayQuestion, book: AgreementBook, ports: Sources): Promise<MayAnswer> {
  const { at, ...question } = asked
  const now = at ?? ports.clock.now()
  const unknown = (await unknownSender(question, ports)) ?? (await unknownProduct(question, ports))
  if (unknown !== undefined) return unknown
  const { to } = question
  if (to !== undefined) return await decide({ ...question, to }, now, book, ports)
  const { known, unanswered } = await book.known(question, now)
  const resolved = resolveReceivers(question, known, now)
  if (resolved.outcome === 'refused') {
    if (unanswered !== undefined) throw unanswered
    return resolved
  }
  const copies: AddressedDecision[] = []
  for (const { address } of resolved.receivers) {
    copies.push(await decide({ ...question, to: address }, now, book, ports))
  }
  const worst = copies.reduce((one, other) => (hardship(other) > hardship(one) ? other : one))
  return copies.length === 1 ? worst : { ...worst, copies }
}

async function decide(
  question: AddressedQuestion,
  now: number,
  book: AgreementBook,
  ports: Sources,
): Promise<AddressedDecision> {
  const { to } = question
  const unknown = await unknownReceiver(question, ports)
  if (unknown !== undefined) return { ...unknown, to }
  const { known, unanswered } = await book.known(question, now)
  const decision = mayPass(question, known, await loadsFor(known, question, { now }, ports.messageLog))
  if (decision.outcome === 'refused' && unanswered !== undefined) throw unanswered
  if (decision.outcome === 'refused') return { ...decision, to }
  return { ...((await noWay(question, ports)) ?? decision), to }
}

/** What the agreements allow may still have nowhere to go (section 7.7). */
async function noWay(question: AddressedQuestion, ports: Sources): Promise<Refused | undefined> {
  const { from, to, product } = question
  const receiver = await ports.knowledge.actor(actorOf(to))
  if (receiver.kind !== 'known') return undefined
  const place = await placeOf(receiver.value, question, ports.knowledge, ports.node)
  if (place.kind === 'noRelay') return refuse('MissingDeliveryAddress', { rule: 'no-relay', from, to })
  if (place.kind === 'noAddress') return refuse('MissingDeliveryAddress', { rule: 'no-address', to, product })
  return undefined
}

async function unknownSender({ from }: OpenQuestion, ports: Sources): Promise<Refused | undefined> {
  if (await isKnownActor(from, ports)) return undefined
  return refuse('UnknownSender', { rule: 'unknown-sender', from })
}

async function unknownReceiver({ to }: AddressedQuestion, ports: Sources): Promise<Refused | undefined> {
  if (await isKnownActor(to, ports)) return undefined
  return refuse('UnknownReceiver', { rule: 'unknown-receiver', to })
}

async function unknownProduct(
  { product }: OpenQuestion,
  { registry, directory }: Sources,
): Promise<Refused | undefined> {
  // The special products and ping are known everywhere.
  if (isSpecialProduct(product) || product === pingProduct) return undefined
  const [registered] = await registry.products([product])
  if (registered !== undefined || isFound(await directory.products([product]))) return undefined
  return refuse('UnknownProductType', { rule: 'unknown-product', product })
}

async function isKnownActor(address: string, { registry, directory }: Sources): Promise<boolean> {
  const number = actorOf(address)
  const [registered] = await registry.actors([number])
  return registered !== undefined || isFound(await directory.actors([number]))
}

function isFound([answer]: readonly DirectoryAnswer<unknown>[]): boolean {
  if (answer?.kind === 'unavailable') throw answer.error
  return answer?.kind === 'found'
}
