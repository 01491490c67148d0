import type { Label } from '../../protocol/label/label.ts'
import type { Caller } from '../access/caller.ts'
import { demandRight, demandSide, mayActFor } from '../access/may-act-for.ts'
import type { LocalTime } from '../local-time.ts'
import type { Ports } from '../ports/ports.ts'
import type { Registry } from '../ports/registry.ts'
import { shsRefusal } from '../refusal.ts'
import type { KnownActor } from '../route/knowledge.ts'
import { undecided, unknownSender } from '../route/refusals.ts'
import { type Route, route, type RouteWorld, type SentLabel } from '../route/route.ts'
import { actorOf } from '../../protocol/urn.ts'
import { demandStructure } from './structure.ts'

/** A message that may be taken in: its label with the sender said, and where it goes. */
export interface Admission {
  readonly label: SentLabel
  readonly route: Route
}

/** What a message is admitted by. */
export interface AdmissionWorld extends RouteWorld {
  readonly ports: Pick<Ports, 'registry' | 'clock'>
  readonly time: LocalTime
}

/**
 * The checks that a message passes before its body is taken in, in the order of the specification
 * (shs-protocol.md 7): structure, sender, then the route. Throws the refusal of the first that fails. `bytes`: what
 * its files hold, where that is known.
 */
export async function admit(
  label: Label,
  caller: Caller,
  world: AdmissionWorld,
  bytes?: number,
): Promise<Admission> {
  const now = world.ports.clock.now()
  demandStructure(label)
  const { address, actor } = await sender(label, caller, world, world.time.format(now).slice(0, 10))
  demandSide(caller, label.status)
  const commonName = label.from?.commonName || actor.name
  const sent: SentLabel = {
    ...label,
    from: { ...label.from, address, ...(commonName === '' ? {} : { commonName }) },
  }
  const found = await route(sent, world, { now, ...(bytes === undefined ? {} : { bytes }) })
  // Somebody waits for the answer: what can't be decided now can't be done later.
  if (found.kind === 'undecided' && label.transferType === 'synch') throw undecided(found.error)
  return { label: sent, route: found }
}

async function sender(
  label: Label,
  caller: Caller,
  { ports: { registry }, knowledge }: AdmissionWorld,
  today: string,
): Promise<{ readonly address: string; readonly actor: KnownActor }> {
  if (label.from === undefined) await demandOneSender(caller, registry, today)
  const address = label.from?.address ?? caller.number
  const number = actorOf(address)
  await demandRight(caller, number, 'send', today, registry)
  const actor = await knowledge.actor(number)
  if (actor.kind === 'unanswered') throw undecided(actor.error)
  if (actor.kind === 'unknown') throw unknownSender(number)
  return { address, actor: actor.value }
}

/** A caller that may speak for several must say for which (shs-protocol.md 7.2). */
async function demandOneSender(caller: Caller, registry: Registry, today: string): Promise<void> {
  const customers = (await registry.rows()).flatMap(({ entry }) =>
    (entry.kind === 'actor' || entry.kind === 'tenant') &&
    mayActFor(caller, entry.organisationNumber, entry, 'send', today)
      ? [entry.organisationNumber]
      : [],
  )
  const numbers = [...new Set([caller.number, ...caller.alsoSpeaksFor, ...customers])]
  if (numbers.length === 1) return
  throw shsRefusal('IllegalSender', {
    words: {
      sv: `Etiketten saknar from, och certifikatet får tala för flera: ${numbers.join(', ')}.`,
      en: `The label has no from, and the certificate may speak for several: ${numbers.join(', ')}.`,
    },
    cure: { sv: 'Ange vilken av dem i from.', en: 'Say which of them in from.' },
  })
}
