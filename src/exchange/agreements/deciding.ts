import type { Allowed, Fact, Held, Refused } from './decision.ts'
import { factWords } from './fact-words.ts'
import { type KnownAgreement, uuidOf } from './known-agreement.ts'

/** Allows by a fact, in words. */
export function allow(
  fact: Fact,
  agreement: KnownAgreement | undefined,
  warnings: Allowed['warnings'],
): Allowed {
  const { words } = factWords(fact, agreement)
  return { outcome: 'allowed', rule: fact.rule, ...idOf(agreement), fact, words, warnings }
}

/** Holds by a fact until a moment, in words. */
export function hold(fact: Fact, agreement: KnownAgreement, until: number): Held {
  return {
    outcome: 'held',
    until,
    rule: fact.rule,
    ...idOf(agreement),
    fact,
    ...factWords(fact, agreement),
  }
}

/** Refuses by a fact, in words; `agreement` is the bare id of one that is not known. */
export function refuse(
  code: Refused['code'],
  fact: Fact,
  agreement?: KnownAgreement | string,
  again?: number,
): Refused {
  return {
    outcome: 'refused',
    code,
    ...(again !== undefined && { again }),
    rule: fact.rule,
    ...idOf(agreement),
    fact,
    ...factWords(fact, agreement),
  }
}

function idOf(agreement: KnownAgreement | string | undefined): { agreement?: string } {
  if (agreement === undefined) return {}
  return { agreement: typeof agreement === 'string' ? agreement : uuidOf(agreement) }
}
