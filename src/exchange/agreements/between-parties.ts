import { actorOf } from '../../protocol/urn.ts'
import type { Agreement } from '../ports/registry.ts'
import type { OpenQuestion } from './question.ts'

/** By principal and customer; the customer is empty where it is anyone. */
type PartyIndex = ReadonlyMap<string, readonly Agreement[]>

/**
 * Those of a list of agreements whose parties a message may go between, whichever way: an agency has one with each of
 * thousands of employers, and a message is not held against them all. The index of a list is kept as long as the list.
 */
export function betweenParties(): (
  list: readonly Agreement[],
  question: OpenQuestion,
) => readonly Agreement[] {
  const indexes = new WeakMap<readonly Agreement[], PartyIndex>()
  return (list, { from, to }) => {
    const sender = actorOf(from)
    if (to === undefined) return list.filter((agreement) => isParty(agreement, sender))
    const index = indexes.get(list) ?? indexOf(list)
    indexes.set(list, index)
    const receiver = actorOf(to)
    const pairs = [
      pair(sender, receiver),
      pair(receiver, sender),
      pair(sender, undefined),
      pair(receiver, undefined),
    ]
    return [...new Set(pairs)].flatMap((key) => index.get(key) ?? [])
  }
}

function indexOf(list: readonly Agreement[]): PartyIndex {
  return Map.groupBy(list, ({ principal, customer }) => pair(principal, customer))
}

function isParty({ principal, customer }: Agreement, actor: string): boolean {
  return principal === actor || customer === actor || customer === undefined
}

function pair(principal: string, customer: string | undefined): string {
  return `${principal} ${customer ?? ''}`
}
