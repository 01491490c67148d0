import type { Filter } from 'ldapts'
import { parseOrganisationNumber } from '../../../protocol/organisation-number.ts'
import { formatUrn, parseAddress, parseProductId, parseUrn } from '../../../protocol/urn.ts'
import { either, equal } from './search-entries.ts'

/** Matches an attribute that holds the organisation number in any of the ways that it is written. */
export function holdsNumber(name: string, number: string): Filter {
  const hyphened = `${number.slice(0, 6)}-${number.slice(6)}`
  return either([number, formatUrn(number), `16${number}`, hyphened].map((form) => equal(name, form)))
}

/** Matches an attribute that holds the product or agreement id, bare or in a URN; directories compare without case. */
export function holdsId(name: string, id: string): Filter {
  return either([id, formatUrn(id)].map((form) => equal(name, form)))
}

/** The ten digits that a value names. */
export function numberIn(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  return parseOrganisationNumber(parseUrn(value)) ?? parseAddress(value)?.actor
}

/** The product or agreement id that a value names. */
export function idIn(value: string | undefined): string | undefined {
  return value === undefined ? undefined : parseProductId(value)
}
