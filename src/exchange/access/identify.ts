import type { CertificateFacts } from '../ports/trust.ts'
import type { Actor, Registry } from '../ports/registry.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from './caller.ts'

/**
 * The caller that a good certificate belongs to: the number in its subject, and besides it the actor that has
 * registered its fingerprint (product.md 3). One that neither makes known is refused.
 */
export async function identify(facts: CertificateFacts, registry: Registry): Promise<Caller> {
  const { fingerprint, side } = facts
  const [registeredFor] = await registry.actorsByFingerprint([fingerprint])
  const own = await ownActor(facts, registry)
  const actor = own ?? registeredFor
  if (actor === undefined) throw unknown(facts)
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
      sv: `Organisationen ${number} (certifikatet ${facts.subject}) är inte registrerad i den här noden.`,
      en: `The organisation ${number} (certificate ${facts.subject}) is not registered in this node.`,
    },
    cure: {
      sv: 'Be nodens operatör lägga in organisationen i registret.',
      en: "Ask the node's operator to enter the organisation in the registry.",
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
      sv: 'Använd ett registrerat certifikat, eller registrera det nya hos nodens operatör.',
      en: "Use a registered certificate, or have the new one registered by the node's operator.",
    },
  })
}
