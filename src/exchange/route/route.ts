import type { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Label } from '../../protocol/label/label.ts'
import type { AgreementBook } from '../agreements/agreement-book.ts'
import type { Refused } from '../agreements/decision.ts'
import type { KnownAgreements } from '../agreements/known-agreement.ts'
import { loadsFor, passedBy } from '../agreements/peaks.ts'
import { mayPass } from '../agreements/may-pass.ts'
import { pingProduct, type Question, questionOf } from '../agreements/question.ts'
import { resolveReceivers } from '../agreements/receivers.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { MessageLog } from '../ports/message-log.ts'
import { Refusal, shsRefusal } from '../refusal.ts'
import type { Knowledge, KnownActor } from './knowledge.ts'
import { noAddress, noRelay, unknownProduct, unknownReceiver } from './refusals.ts'
import { placeOf } from './place.ts'
import { actorOf } from '../../protocol/urn.ts'
import type { Place, Way } from './way.ts'

/** What a message is routed by. */
export interface RouteWorld {
  readonly knowledge: Knowledge
  readonly book: AgreementBook
  readonly messageLog: Pick<MessageLog, 'passed'>
  readonly node: NodeSettings
}

/** The label of a message whose sender is known. */
export type SentLabel = Label & { readonly from: NonNullable<Label['from']> }

/** Where a message goes, or that nobody can say yet. */
export type Route =
  | { readonly kind: 'ways'; readonly ways: readonly Way[]; refuseLarge(bytes: number): Refusal | undefined }
  /** A directory that might know does not answer: to be asked again. */
  | { readonly kind: 'undecided'; readonly error: KvittensError }

/** When it is, and how much the message holds as far as is known. */
export interface RouteLoad {
  readonly now: number
  readonly bytes?: number
}

/**
 * Finds a message's receivers and how it gets to each, in the order of the specification: product type, receiver,
 * agreement, address (shs-protocol.md 7.3-7.7). Throws the refusal of the first that fails; of several receivers each
 * has a fate of its own.
 */
export async function route(label: SentLabel, world: RouteWorld, load: RouteLoad): Promise<Route> {
  const { knowledge, book } = world
  if (!needsNoProduct(label)) {
    const product = await knowledge.product(label.product.id)
    if (product.kind === 'unanswered') return { kind: 'undecided', error: product.error }
    if (product.kind === 'unknown') throw unknownProduct(label.product.id)
  }
  const question = questionOf(label, label.from.address)
  const to = label.to === undefined ? {} : { to: label.to.address }
  const { known, unanswered } = await book.known({ ...question, ...to }, load.now)
  const receivers = receiversOf(label, question, known, world, load.now)
  if ('outcome' in receivers) {
    if (unanswered !== undefined) return { kind: 'undecided', error: unanswered }
    throw refusalBy(receivers)
  }
  const asked = { label, question, known, unanswered, world, load }
  const [only, ...others] = receivers
  if (only !== undefined && others.length === 0) return routeToOne(only, asked)
  return routeToEach(receivers, asked)
}

/** A no of the agreements, as a refusal of SHS. */
function refusalBy({ code, words, cure }: Refused): Refusal {
  return shsRefusal(code, { words, cure })
}

interface Asked {
  readonly label: SentLabel
  readonly question: Question
  readonly known: KnownAgreements
  readonly unanswered: KvittensError | undefined
  readonly world: RouteWorld
  readonly load: RouteLoad
}

interface Receiver {
  readonly address: string
  readonly agreement?: string
}

/** Confirm and error messages, proposals of agreements and ping: their products are known everywhere. */
function needsNoProduct({ sequenceType, product }: Label): boolean {
  return sequenceType === 'adm' || product.id === 'agreement' || product.id === pingProduct
}

function receiversOf(
  label: Label,
  question: Question,
  known: KnownAgreements,
  { node }: RouteWorld,
  now: number,
): readonly Receiver[] | Refused {
  if (label.to !== undefined) return [{ address: label.to.address }]
  // Every node answers ping: one that names no receiver asks this one.
  if (label.product.id === pingProduct && label.transferType === 'synch') return [{ address: node.actor }]
  const resolved = resolveReceivers(question, known, now)
  return resolved.outcome === 'refused' ? resolved : resolved.receivers
}

async function routeToOne(receiver: Receiver, asked: Asked): Promise<Route> {
  const found = await wayTo(receiver, asked)
  if ('error' in found) return { kind: 'undecided', error: found.error }
  return {
    kind: 'ways',
    ways: [found],
    refuseLarge: (bytes) => {
      const decision = decide(receiver, asked, bytes)
      return decision.outcome === 'refused' ? refusalBy(decision) : undefined
    },
  }
}

/** What is wrong about one of several is told of its copy alone; what is wrong about all is told before the 202. */
async function routeToEach(receivers: readonly Receiver[], asked: Asked): Promise<Route> {
  const ways: Way[] = []
  const refusals: Refusal[] = []
  for (const receiver of receivers) {
    const found = await wayOrRefusal(receiver, asked)
    if (found instanceof Refusal) {
      refusals.push(found)
      ways.push(nowhere(receiver, found))
    } else if ('error' in found) return { kind: 'undecided', error: found.error }
    else ways.push(found)
  }
  const [first] = refusals
  if (first !== undefined && refusals.length === ways.length) throw noneGoes(first, ways.length)
  return { kind: 'ways', ways, refuseLarge: () => undefined }
}

async function wayOrRefusal(
  receiver: Receiver,
  asked: Asked,
): Promise<Way | Refusal | { error: KvittensError }> {
  try {
    return await wayTo(receiver, asked)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

function nowhere({ address }: Receiver, { code, words }: Refusal): Way {
  return { address, place: { kind: 'nowhere', fault: { code, words } }, passed: [] }
}

/** The first's reason, and its cure, stand for all. */
function noneGoes({ kind, code, words, cure }: Refusal, receivers: number): Refusal {
  return new Refusal(kind, code, {
    words: {
      sv: `Ingen av de ${receivers} mottagarna kan nås. ${words.sv}`,
      en: `None of the ${receivers} receivers can be reached. ${words.en}`,
    },
    cure,
  })
}

async function wayTo(receiver: Receiver, asked: Asked): Promise<Way | { error: KvittensError }> {
  const { label, known, unanswered, world, load } = asked
  const number = actorOf(receiver.address)
  const actor = await world.knowledge.actor(number)
  if (actor.kind === 'unanswered') return { error: actor.error }
  if (actor.kind === 'unknown') throw unknownReceiver(number)
  const addressed = { ...asked.question, to: receiver.address }
  const loads = await loadsFor(known, addressed, load, world.messageLog)
  const decision = mayPass(addressed, known, loads)
  if (decision.outcome === 'refused') {
    if (unanswered !== undefined && decision.code === 'MissingAgreement') return { error: unanswered }
    throw refusalBy(decision)
  }
  const place = await placeOrRefusal(actor.value, label, world)
  const passed = passedBy(decision, known, load.now, load.bytes ?? 0)
  const commonName = label.to?.commonName || actor.value.name
  return {
    address: receiver.address,
    ...(commonName === '' ? {} : { commonName }),
    place,
    ...(decision.outcome === 'held' ? { held: decision } : {}),
    passed,
  }
}

function decide(receiver: Receiver, { question, known, load }: Asked, bytes: number) {
  return mayPass({ ...question, to: receiver.address }, known, { now: load.now, bytes, earlier: new Map() })
}

async function placeOrRefusal(actor: KnownActor, label: SentLabel, world: RouteWorld): Promise<Place> {
  const asked = { from: label.from.address, product: label.product.id }
  const place = await placeOf(actor, asked, world.knowledge, world.node)
  if (place.kind === 'noRelay') throw noRelay(asked.from, actor.number)
  if (place.kind === 'noAddress') throw noAddress(actor.number, asked.product)
  return place
}
