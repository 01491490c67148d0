import type { CertificateFacts } from '../ports/trust.ts'
import type { Actor, Registry } from '../ports/registry.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from './caller.ts'

/**
 * The caller that a good certificate belongs to: a registered fingerprint where the subject's own number says
 * nothing else, else the number in the subject. A number that the registry does not know is refused.
 */
export async function identify(facts: CertificateFacts, registry: Registry): Promise<Caller> {
  const actor = await actorOf(facts, registry)
  if (actor.pinned && !pins(actor, facts.fingerprint)) throw notPinned(actor, facts)
  return {
    number: actor.organisationNumber,
    side: facts.side,
    fingerprint: facts.fingerprint,
    alsoSpeaksFor: actor.mayAlsoSpeakFor ?? [],
  }
}

async function actorOf(facts: CertificateFacts, registry: Registry): Promise<Actor> {
  if (facts.organisationNumber === undefined) {
    const [registered] = await registry.actorsByFingerprint([facts.fingerprint])
    if (registered === undefined) throw noNumber(facts)
    return registered
  }
  const [actor] = await registry.actors([facts.organisationNumber])
  if (actor === undefined) throw unknownOrganisation(facts.organisationNumber, facts)
  return actor
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
