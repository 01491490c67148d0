import { fileBytes } from '../../protocol/message/stored-part.ts'
import type { Handling, MessageRecord, MessageState, MessageUpdate } from '../ports/message-log.ts'
import { Refusal } from '../refusal.ts'
import { standingOf } from '../route/new-message.ts'
import { type Route, route, type SentLabel } from '../route/route.ts'
import { split } from '../route/split.ts'
import type { Way } from '../route/way.ts'
import type { DeliverWorld } from './deliver-world.ts'
import { unansweredFault } from './faults.ts'
import { laterOrNever } from './later.ts'
import { about, kept, quarantined, type Step } from './settle.ts'

/**
 * Routes a message that nobody could route when it was taken in, or whose waiting time is over, as if it came now
 * (shs-protocol.md 7).
 */
export async function routeAgain(message: MessageRecord, world: DeliverWorld): Promise<Step> {
  // What was held is held anew, or goes on; what was not routed stays so until it is.
  const found = await routeOrRefusal(message, world)
  if (found instanceof Refusal) {
    return quarantined(message, { code: found.code, words: found.words }, world)
  }
  if (found.kind === 'undecided') {
    return (await laterOrNever(released(message, world), unansweredFault(found.error), world)).step
  }
  const [only, ...others] = found.ways
  if (only !== undefined && others.length === 0) return goOn(message, only, world)
  return goToEach(message, found.ways, world)
}

async function routeOrRefusal(message: MessageRecord, world: DeliverWorld): Promise<Route | Refusal> {
  const { label, parts } = message
  const bytes = fileBytes(parts)
  try {
    return await route(withSender(label), world, { now: world.ports.clock.now(), bytes })
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

function withSender(label: MessageRecord['label']): SentLabel {
  const { from } = label
  if (from === undefined) throw new Error('a message in the log has no sender')
  return { ...label, from }
}

/**
 * What waited in a `held` message's way is over: from here on it counts as not routed, and has all its time before it;
 * it may have been held for longer than that.
 */
function released(message: MessageRecord, { ports }: DeliverWorld): MessageRecord {
  if (message.state !== 'held') return message
  return { ...message, state: 'new', handling: { ...kept(message), since: ports.clock.now(), attempts: 0 } }
}

function goOn(message: MessageRecord, way: Way, { ports }: DeliverWorld): Step {
  const at = ports.clock.now()
  const { message: standing, fact } = standingOf(way, at)
  const handling: Omit<Handling, 'splitOf'> = {
    ...kept(message),
    since: at,
    attempts: 0,
    ...standing.handling,
  }
  return {
    update: {
      ...changed(message, standing.state, handling),
      ...(standing.mailbox === undefined ? {} : { mailbox: standing.mailbox }),
      readdress: {
        to: { address: way.address, ...(way.commonName === undefined ? {} : { commonName: way.commonName }) },
      },
    },
    facts: [{ event: 'routed', ...fact, at, ...about(message), to: way.address }],
    passed: way.passed,
  }
}

async function goToEach(message: MessageRecord, ways: readonly Way[], world: DeliverWorld): Promise<Step> {
  const at = world.ports.clock.now()
  const { receiptId, channel, caller, arrivedAt, parts, blobId, size } = message
  if (blobId === undefined) throw new Error('the body of a message for several lies in a row')
  const original = {
    receiptId,
    channel,
    caller,
    arrivedAt,
    parts,
    label: withSender(withoutOwnHistory(message)),
    body: { at: 'blob', id: blobId, bytes: size } as const,
  }
  const { inserts, facts } = await split(original, ways, world)
  return {
    update: changed(message, 'split', { since: at, attempts: 0 }),
    facts,
    inserts,
    passed: ways.flatMap(({ passed }) => passed),
  }
}

/** The label as it came: the last entry of its history is this node's own. */
function withoutOwnHistory({ label }: MessageRecord): MessageRecord['label'] {
  return { ...label, history: label.history.slice(0, -1) }
}

function changed(
  { receiptId, version }: MessageRecord,
  state: MessageState,
  handling: Omit<Handling, 'splitOf'>,
): MessageUpdate {
  return { receiptId, expectVersion: version, state, handling }
}
