import type { DirectoryActor } from '../../../exchange/ports/directory.ts'
import { comparable, comparableValue, parseDistinguishedName, type Rdn } from './distinguished-name.ts'
import type { LdapLink } from './ldap-link.ts'
import type { LdapEntry } from './ldap-entry.ts'
import { attribute, sharedBranch } from './schema-names.ts'
import { searchForKeys } from './search-entries.ts'
import { holdsNumber, numberIn } from './written-forms.ts'

/** An actor's own branch of the directory. */
export interface Organisation extends DirectoryActor {
  /** Its name in the form that names are compared in. */
  readonly branch: string
}

/** The organisations directly below the base with these numbers, in the order of their names. */
export async function findOrganisations(
  link: LdapLink,
  base: string,
  numbers: readonly string[],
): Promise<readonly Organisation[]> {
  const wanted = new Set(numbers)
  const entries = await searchForKeys(link, [...wanted], { base, scope: 'one' }, (number) =>
    holdsNumber(attribute.organisationNumber, number),
  )
  return entries
    .flatMap(organisation)
    .filter(({ number }) => wanted.has(number))
    .toSorted((one, other) => (one.branch < other.branch ? -1 : 1))
}

function organisation(entry: LdapEntry): readonly Organisation[] {
  const name = organisationName(entry.rdns[0])
  const number = numberIn(entry.value(attribute.organisationNumber))
  if (name === undefined || number === undefined || sharedBranchNamed(name) !== undefined) return []
  return [{ number, name, branch: comparable(entry.rdns) }]
}

/** Where an entry stands: below an organisation of the base, or in a branch that all share. */
export type Standing =
  | { readonly at: 'own'; readonly branch: string }
  | { readonly at: 'shared'; readonly of: keyof typeof sharedBranch }

/** Undefined for an entry that stands elsewhere. */
export function standingOf(entry: LdapEntry, base: readonly Rdn[]): Standing | undefined {
  const depth = entry.rdns.length - base.length
  if (depth < 2 || comparable(entry.rdns.slice(depth)) !== comparable(base)) return undefined
  const top = entry.rdns.slice(depth - 1)
  const name = organisationName(top[0])
  if (name === undefined) return undefined
  const shared = sharedBranchNamed(name)
  return shared === undefined ? { at: 'own', branch: comparable(top) } : { at: 'shared', of: shared }
}

/** A base in the settings, taken apart. */
export function baseRdns(base: string): readonly Rdn[] {
  // A base that is no name at all is told by the server at the first search.
  return parseDistinguishedName(base) ?? []
}

function organisationName(rdn: Rdn | undefined): string | undefined {
  return rdn?.find(({ type }) => type === 'o')?.value
}

/** Only the two whole names: an organisation may well be called Myndighetssomething. */
function sharedBranchNamed(name: string): keyof typeof sharedBranch | undefined {
  const compared = comparableValue(name)
  if (compared === comparableValue(sharedBranch.product)) return 'product'
  return compared === comparableValue(sharedBranch.address) ? 'address' : undefined
}
