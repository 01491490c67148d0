import type { Allowed, Fact, Refused } from './decision.ts'
import { allow, refuse } from './deciding.ts'
import {
  type KnownAgreement,
  type KnownAgreements,
  type PendingAgreement,
  uuidOf,
} from './known-agreement.ts'
import { isBetween, mismatch } from './mismatch.ts'
import { type AddressedQuestion, type OpenQuestion, pingProduct, type Question } from './question.ts'

/** The agreements that let a message through as far as product, parties, direction, transfer type and dates go. */
export interface Matched {
  readonly outcome: 'matched'
  /** At least one; several only where the label names none. */
  readonly agreements: readonly KnownAgreement[]
}

const mostNear = 3

/** What is sent without an agreement (section 7.5): confirm and error messages, proposed agreements, and ping. */
export function withoutAgreement({ sequenceType, product }: Question): Allowed | undefined {
  if (sequenceType === 'adm') return allow({ rule: 'none-needed', because: 'adm' }, undefined, [])
  if (product === 'agreement') return allow({ rule: 'none-needed', because: 'agreement' }, undefined, [])
  if (product === pingProduct) return allow({ rule: 'none-needed', because: 'ping' }, undefined, [])
  return undefined
}

/**
 * The match of section 7.5. The agreement that the label names is decisive: it must be known and match. Else any local
 * one that matches, else a public one, else none: then those that come near are told.
 */
export function matchAgreements(
  question: AddressedQuestion,
  known: KnownAgreements,
  now: number,
): Matched | Refused {
  if (question.agreement !== undefined) return matchNamed(question.agreement, question, known, now)
  const matches = (agreement: KnownAgreement): boolean => mismatch(agreement, question, now) === undefined
  for (const source of [known.local, known.published]) {
    const agreements = source.filter(matches)
    if (agreements.length > 0) return { outcome: 'matched', agreements }
  }
  const { product, from, to } = question
  const near = nearMisses(question, known, now)
  return refuse('MissingAgreement', { rule: 'no-agreement', product, from, to, near })
}

/** The match of the agreement that the label names; without `to` any receiver of it will do. */
export function matchNamed(
  name: string,
  question: OpenQuestion,
  known: KnownAgreements,
  now: number,
): Matched | Refused {
  const isNamed = (agreement: KnownAgreement): boolean => uuidOf(agreement) === name
  const local = known.local.find(isNamed)
  // Somebody may have published another's id: it takes nothing from the one who has it.
  const named = local === undefined ? known.published.filter(isNamed) : [local]
  let against: Refused | undefined
  for (const agreement of named) {
    const fact = mismatch(agreement, question, now)
    if (fact === undefined) return { outcome: 'matched', agreements: [agreement] }
    against ??= refuse('IllegalAgreement', fact, agreement)
  }
  if (against !== undefined) return against
  const pending = known.pending?.find(({ agreement }) => isNamed(agreement))
  if (pending !== undefined) return refuse('MissingAgreement', notInForce(pending), pending.agreement)
  return refuse('MissingAgreement', { rule: 'unknown-agreement' }, name)
}

/** Agreements of the same parties on the same product type that don't match, and why; first what only waits for a yes. */
export function nearMisses(
  question: OpenQuestion,
  { local, pending = [] }: KnownAgreements,
  now: number,
): readonly Refused[] {
  const waiting = pending
    .filter(({ agreement }) => mismatch(agreement, question, now) === undefined)
    .map((one) => refuse('MissingAgreement', notInForce(one), one.agreement))
  const others = local
    .filter((agreement) => isBetween(agreement, question.from, question.to))
    .flatMap((agreement) => {
      const fact = mismatch(agreement, question, now)
      return fact === undefined || fact.rule === 'other-product'
        ? []
        : [refuse('IllegalAgreement', fact, agreement)]
    })
  return [...waiting, ...others].slice(0, mostNear)
}

function notInForce({ negotiation: { standing, proposer, other } }: PendingAgreement): Fact {
  return { rule: 'not-in-force', standing, proposer, other }
}
