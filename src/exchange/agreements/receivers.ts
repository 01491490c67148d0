import type { Refused } from './decision.ts'
import { refuse } from './deciding.ts'
import type { KnownAgreement, KnownAgreements } from './known-agreement.ts'
import { uuidOf } from './known-agreement.ts'
import { matchNamed, nearMisses } from './match.ts'
import { legsFrom, mismatch } from './mismatch.ts'
import type { Question } from './question.ts'

/** A receiver that an agreement gives. */
export interface Receiver {
  readonly address: string
  /** Lower-case UUID. */
  readonly agreement: string
}

/** The receivers of a message without `to`: at least one, each once. */
export interface Resolved {
  readonly outcome: 'resolved'
  readonly receivers: readonly Receiver[]
}

/**
 * The receivers of a message whose label has no `to` (section 7.4): of the agreement that it names, else of every local
 * one that is valid for product and sender, else of the public ones. Several get a copy each; a synchronous request
 * has one.
 */
export function resolveReceivers(
  question: Question,
  known: KnownAgreements,
  now: number,
): Resolved | Refused {
  const agreements = candidates(question, known, now)
  if ('outcome' in agreements) return agreements
  const receivers = distinct(agreements.flatMap((agreement) => receiversOf(agreement, question)))
  const { product, from } = question
  if (receivers.length === 0) {
    const near = nearMisses(question, known, now)
    return refuse('UnresolvedReceiver', { rule: 'no-receiver', product, from, near }, question.agreement)
  }
  if (receivers.length > 1 && question.transferType === 'synch') {
    const addresses = receivers.map(({ address }) => address)
    return refuse('IllegalReceiver', { rule: 'several-receivers', receivers: addresses })
  }
  return { outcome: 'resolved', receivers }
}

function candidates(
  question: Question,
  known: KnownAgreements,
  now: number,
): readonly KnownAgreement[] | Refused {
  if (question.agreement !== undefined) {
    const named = matchNamed(question.agreement, question, known, now)
    return named.outcome === 'matched' ? named.agreements : named
  }
  const matches = (agreement: KnownAgreement): boolean => mismatch(agreement, question, now) === undefined
  const local = known.local.filter(matches)
  return local.some((agreement) => receiversOf(agreement, question).length > 0)
    ? local
    : known.published.filter(matches)
}

/** The receivers of one agreement: nobody is known where the other side is any customer, and nobody sends to itself. */
export function receiversOf(agreement: KnownAgreement, question: Question): Receiver[] {
  return legsFrom(agreement, question).flatMap(({ receiver }) =>
    receiver === undefined || receiver === question.from
      ? []
      : [{ address: receiver, agreement: uuidOf(agreement) }],
  )
}

function distinct(receivers: readonly Receiver[]): readonly Receiver[] {
  return [...new Map(receivers.toReversed().map((one) => [one.address, one])).values()].toReversed()
}
