import type { CertificateFacts } from '../ports/trust.ts'
import type { Directory } from '../ports/directory.ts'
import type { Actor, Registry } from '../ports/registry.ts'
import { Refusal } from '../refusal.ts'
import { undecided } from '../route/refusals.ts'
import type { Caller } from './caller.ts'

/**
 * The caller that a good certificate belongs to: the number in its subject, and besides it the actor that has
 * registered its fingerprint (product.md 3). One that neither makes known is asked for in the directory; one that is
 * not there either is refused.
 */
export async function identify(
  facts: CertificateFacts,
  registry: Registry,
  directory: Directory,
): Promise<Caller> {
  const { fingerprint, side } = facts
  const [registeredFor] = await registry.actorsByFingerprint([fingerprint])
  const own = await ownActor(facts, registry)
  const actor = own ?? registeredFor
  if (actor === undefined) return callerByDirectory(facts, directory)
  if (actor.pinned && !pins(actor, fingerprint)) throw notPinned(actor, facts)
  const alsoSpeaksFor = actor.mayAlsoSpeakFor ?? []
  if (registeredFor === undefined || registeredFor.organisationNumber === actor.organisationNumber) {
    return { number: actor.organisationNumber, side, fingerprint, alsoSpeaksFor }
  }
  return {
    number: actor.organisationNumber,
    side,
    fingerprint,
    alsoSpeaksFor: [...alsoSpeaksFor, registeredFor.organisationNumber],
  }
}

/** The directory says that there is such an organisation, and nothing of whom else it may speak for. */
async function callerByDirectory(facts: CertificateFacts, directory: Directory): Promise<Caller> {
  const { organisationNumber, side, fingerprint } = facts
  if (organisationNumber === undefined) throw unknown(facts)
  const [answer] = await directory.actors([organisationNumber])
  if (answer?.kind === 'unavailable') throw undecided(answer.error)
  if (answer?.kind !== 'found') throw unknown(facts)
  return { number: organisationNumber, side, fingerprint, alsoSpeaksFor: [] }
}

async function ownActor(
  { organisationNumber }: CertificateFacts,
  registry: Registry,
): Promise<Actor | undefined> {
  if (organisationNumber === undefined) return undefined
  const [actor] = await registry.actors([organisationNumber])
  return actor
}

function unknown(facts: CertificateFacts): Refusal {
  const { organisationNumber } = facts
  return organisationNumber === undefined ? noNumber(facts) : unknownOrganisation(organisationNumber, facts)
}

function pins(actor: Actor, fingerprint: string): boolean {
  return actor.certificates?.includes(fingerprint) ?? false
}

function noNumber(facts: CertificateFacts): Refusal {
  return new Refusal('forbidden', 'NoOrganisationNumber', {
    words: {
      sv: `Certifikatet ${facts.subject} innehåller inget organisationsnummer och är inte registrerat för någon organisation.`,
      en: `The certificate ${facts.subject} holds no organisation number and is not registered for any organisation.`,
    },
    cure: {
      sv: 'Använd ett organisationscertifikat, eller be mottagaren registrera certifikatets fingeravtryck.',
      en: 'Use an organisation certificate, or ask the receiving node to register its fingerprint.',
    },
  })
}

function unknownOrganisation(number: string, facts: CertificateFacts): Refusal {
  return new Refusal('forbidden', 'UnknownOrganisation', {
    words: {
      sv: `Organisationen ${number} (certifikatet ${facts.subject}) finns varken i nodens register eller i katalogen.`,
      en: `The organisation ${number} (certificate ${facts.subject}) is neither in the node's registry nor in the directory.`,
    },
    cure: {
      sv: 'Be den här nodens operatör lägga in organisationen i registret.',
      en: "Ask this node's operator to enter the organisation in the registry.",
    },
  })
}

function notPinned(actor: Actor, facts: CertificateFacts): Refusal {
  return new Refusal('forbidden', 'CertificateNotRegistered', {
    words: {
      sv: `Organisationen ${actor.organisationNumber} får bara använda sina registrerade certifikat; ${facts.subject} är inte ett av dem.`,
      en: `The organisation ${actor.organisationNumber} may use its registered certificates only; ${facts.subject} is not one of them.`,
    },
    cure: {
      sv: 'Använd ett registrerat certifikat, eller registrera det nya hos den här nodens operatör.',
      en: "Use a registered certificate, or have the new one registered by this node's operator.",
    },
  })
}
