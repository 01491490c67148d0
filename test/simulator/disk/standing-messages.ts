import type { StandingPage, StandingQuery } from '../../../src/exchange/ports/message-log.ts'
import type { MessageTables } from './message-tables.ts'

/** A page of what stands in a state, those that came to it first before the others. */
export function standingIn({ state, after, limit }: StandingQuery, tables: MessageTables): StandingPage {
  const found = [...tables.messages.values()]
    .flatMap(({ record, seq }) => {
      const { handling, archivedAt } = record
      if (record.state !== state || handling === undefined || archivedAt !== undefined) return []
      return { record, mark: { since: handling.since, place: seq } }
    })
    .filter(({ mark }) => after === undefined || order(mark, after) > 0)
    .toSorted((one, other) => order(one.mark, other.mark))
    .slice(0, limit)
  const last = found.length < limit ? undefined : found.at(-1)
  return {
    messages: found.map(({ record }) => record),
    ...(last === undefined ? {} : { next: last.mark }),
  }
}

/** How many an operator has to see to. */
export function quarantinedIn(tables: MessageTables): number {
  let count = 0
  for (const { record } of tables.messages.values()) {
    if (record.state === 'quarantined' && record.archivedAt === undefined) count += 1
  }
  return count
}

type Mark = NonNullable<StandingPage['next']>

function order(one: Mark, other: Mark): number {
  return one.since - other.since || one.place - other.place
}
