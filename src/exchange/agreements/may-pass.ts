import type { Allowed, Decision } from './decision.ts'
import { allow } from './deciding.ts'
import type { KnownAgreement, KnownAgreements } from './known-agreement.ts'
import { uuidOf } from './known-agreement.ts'
import { matchAgreements, withoutAgreement } from './match.ts'
import type { AddressedQuestion } from './question.ts'
import { againstTerms, type Load, type Transfer } from './terms.ts'

/** A message's weight, and what went before it under each agreement. */
export interface Loads extends Omit<Load, 'earlier'> {
  /** By the agreement's uuid, as `Load.earlier`; needed only of those with a `peakMemory`. */
  readonly earlier: ReadonlyMap<string, readonly Transfer[]>
}

/**
 * Whether a message may pass, by which agreement and why (section 7.5, and the terms of the agreement). Of several
 * agreements that match, the one that is kindest to the message decides.
 */
export function mayPass(question: AddressedQuestion, known: KnownAgreements, loads: Loads): Decision {
  const free = withoutAgreement(question)
  if (free !== undefined) return free
  const match = matchAgreements(question, known, loads.now)
  if (match.outcome === 'refused') return match
  const [first, ...others] = match.agreements.map((agreement) => decide(agreement, question, loads))
  if (first === undefined) throw new Error('a match without an agreement')
  return others.reduce<Decision>(kinder, first)
}

function decide(agreement: KnownAgreement, question: AddressedQuestion, loads: Loads): Decision {
  const named = question.agreement !== undefined
  if (agreement.kind === 'public') return agreed(agreement, named, [])
  const earlier = loads.earlier.get(uuidOf(agreement)) ?? []
  const against = againstTerms(agreement, question, { ...loads, earlier })
  if (against === undefined) return agreed(agreement, named, [])
  return agreement.mode === 'enforce' ? against : agreed(agreement, named, [against])
}

function agreed(agreement: KnownAgreement, named: boolean, warnings: Allowed['warnings']): Allowed {
  return allow({ rule: 'agreed', named, published: agreement.kind === 'public' }, agreement, warnings)
}

function kinder(one: Decision, other: Decision): Decision {
  return hardship(other) < hardship(one) ? other : one
}

/** How long a message waits by a decision, as a number to compare: for ever where it is refused. */
export function hardship(decision: Decision): number {
  switch (decision.outcome) {
    case 'allowed':
      return decision.warnings.length === 0 ? 0 : 1
    case 'held':
      return decision.until
    case 'refused':
      return Number.POSITIVE_INFINITY
  }
}
