import type { MessageStatus } from '../../protocol/label/label.ts'
import type { Actor, Registry } from '../ports/registry.ts'
import { Refusal } from '../refusal.ts'
import { type Caller, type Right, rightHolds } from './caller.ts'

/** Whether the caller may act for an actor on a day (`yyyy-MM-dd`): itself, or one whose right the registry holds. */
export function mayActFor(
  caller: Caller,
  actor: string,
  known: Actor | undefined,
  right: Right,
  day: string,
): boolean {
  if (actor === caller.number) return true
  if (known === undefined) return caller.alsoSpeaksFor.includes(actor)
  const given = known.providers?.some((one) => one.number === caller.number && rightHolds(one, right, day))
  return caller.alsoSpeaksFor.includes(actor) || given === true
}

/** Refuses, with words that name both organisations, unless the caller may act for the actor. */
export async function demandRight(
  caller: Caller,
  actor: string,
  right: Right,
  day: string,
  registry: Registry,
): Promise<void> {
  if (actor === caller.number) return
  const [known] = await registry.actors([actor])
  if (!mayActFor(caller, actor, known, right, day)) throw notAllowed(caller, actor, right)
}

/** A certificate of a test CA never touches production (product.md 3, `side`). */
export function demandSide(caller: Caller, status: MessageStatus): void {
  if (caller.side === 'test' && status !== 'test') {
    throw new Refusal('forbidden', 'TestCertificate', {
      words: {
        sv: 'Ett testcertifikat får bara sända och hämta testmeddelanden (status test).',
        en: 'A test certificate may send and fetch test messages only (status test).',
      },
      cure: {
        sv: 'Sätt status="test", eller använd ett certifikat från en produktionsutfärdare.',
        en: 'Set status="test", or use a certificate from a production issuer.',
      },
    })
  }
}

function notAllowed(caller: Caller, actor: string, right: Right): Refusal {
  const en = right === 'send' ? 'send as' : 'fetch for'
  const sv = right === 'send' ? 'sända som' : 'hämta åt'
  return new Refusal('forbidden', 'NotYourOrganisation', {
    words: {
      sv: `Certifikatet tillhör ${caller.number}, som inte får ${sv} ${actor}.`,
      en: `The certificate belongs to ${caller.number}, which may not ${en} ${actor}.`,
    },
    cure: {
      sv: `Använd ett certifikat för ${actor}, eller låt ${actor} ge ${caller.number} rätten i nodens register.`,
      en: `Use a certificate of ${actor}, or have ${actor} give ${caller.number} the right in the node's registry.`,
    },
  })
}
