import { fileBytes } from '../../protocol/message/stored-part.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import type { EstablishPorts } from '../establish/establish.ts'
import type { Body, MessageUpdate, NewMessage, PassedTransfer } from '../ports/message-log.ts'
import { addressed, standingOf, unrouted } from '../route/new-message.ts'
import type { Route, SentLabel } from '../route/route.ts'
import { split, type SplitWorld } from '../route/split.ts'
import type { Way } from '../route/way.ts'
import { whenAnswered } from '../establish/when-answered.ts'
import { admEffects } from './adm-effects.ts'
import { withReceivedHistory } from './history.ts'

/** Everything that is written when a message is taken in. */
export interface Taken {
  readonly message: NewMessage
  /** Its copies, and what is sent about those that go nowhere. */
  readonly also: readonly NewMessage[]
  readonly updates: readonly MessageUpdate[]
  /** Besides that it was received. */
  readonly facts: readonly BusinessFact[]
  readonly passed: readonly PassedTransfer[]
}

/** A message as it came, its body stored. */
export interface Came extends Pick<NewMessage, 'receiptId' | 'channel' | 'caller' | 'arrivedAt' | 'parts'> {
  readonly label: SentLabel
  readonly body: Body
}

type TakeWorld = SplitWorld & { readonly ports: EstablishPorts }

/** What is written of a message that goes where its route says (shs-protocol.md 7, 9). */
export async function take(came: Came, route: Route, world: TakeWorld): Promise<Taken> {
  if (route.kind === 'undecided') return takeUnrouted(came, world)
  const [only, ...others] = route.ways
  if (only !== undefined && others.length === 0) return takeOneWay(came, only, world)
  return takeSplit(came, route.ways, world)
}

function takeUnrouted(came: Came, world: TakeWorld): Taken {
  const { message } = unrouted(came.arrivedAt)
  return {
    message: { ...came, ...message, label: withHistory(came, came.label, world) },
    ...nothingMore,
  }
}

async function takeOneWay(came: Came, way: Way, world: TakeWorld): Promise<Taken> {
  const { message: standing, fact } = standingOf(way, came.arrivedAt)
  const label = withHistory(came, addressed(came.label, way), world)
  const message: NewMessage = { ...came, ...standing, label }
  const { updates, facts } = await admEffects(message, world, (original) =>
    whenAnswered(original, world.ports),
  )
  const held = fact?.event === 'held' ? [{ ...fact, at: came.arrivedAt, subject: came.receiptId }] : []
  return { message, also: [], updates, facts: [...held, ...facts], passed: passedBy(came, [way]) }
}

async function takeSplit(came: Came, ways: readonly Way[], world: TakeWorld): Promise<Taken> {
  const { body } = came
  if (body.at !== 'blob') throw new Error('the body of a message for several lies in a row')
  const { inserts, facts } = await split({ ...came, body }, ways, world)
  const message: NewMessage = {
    ...came,
    state: 'split',
    handling: { since: came.arrivedAt, attempts: 0 },
    label: withHistory(came, came.label, world),
  }
  return { message, also: inserts, updates: [], facts, passed: passedBy(came, ways) }
}

const nothingMore = { also: [], updates: [], facts: [], passed: [] }

function withHistory<L extends SentLabel>(came: Came, label: L, { node, time }: TakeWorld) {
  return withReceivedHistory(label, node.nodeId, came.receiptId, time.format(came.arrivedAt))
}

/** What is counted against the peaks of the agreements. */
function passedBy({ parts }: Came, ways: readonly Way[]): readonly PassedTransfer[] {
  const bytes = fileBytes(parts)
  return ways.flatMap(({ passed }) => passed.map((one) => ({ ...one, bytes })))
}
