import { AndFilter, type Client, EqualityFilter, type Filter, OrFilter, PresenceFilter } from 'ldapts'
import { ldapEntry, type LdapEntry } from './ldap-entry.ts'
import { saidTooMuch } from './ldap-failure.ts'
import type { LdapLink } from './ldap-link.ts'
import { attribute } from './schema-names.ts'

export interface EntrySearch {
  readonly base: string
  readonly scope: 'base' | 'one' | 'sub'
  readonly filter: Filter
}

// Servers bound the size of a filter, and 500 entries an answer is OpenLDAP's own bound.
const keysInOneSearch = 40

/** Searches for the entries of many keys, some keys a search; `filter` says what one key's entries look like. */
export async function searchForKeys<K>(
  link: LdapLink,
  keys: readonly K[],
  where: Pick<EntrySearch, 'base' | 'scope'>,
  filter: (key: K) => Filter,
): Promise<readonly LdapEntry[]> {
  const found: LdapEntry[] = []
  for (let from = 0; from < keys.length; from += keysInOneSearch) {
    const some = keys.slice(from, from + keysInOneSearch).map(filter)
    found.push(...(await searchForSome(link, where, some)))
  }
  return found
}

/** Where the answer is too large for the server, in two halves: its bound is on each answer. */
async function searchForSome(
  link: LdapLink,
  where: Pick<EntrySearch, 'base' | 'scope'>,
  filters: readonly Filter[],
): Promise<readonly LdapEntry[]> {
  try {
    return await searchEntries(link, { ...where, filter: either(filters) })
  } catch (error) {
    if (!saidTooMuch(error) || filters.length < 2) throw error
    const half = filters.length >> 1
    const first = await searchForSome(link, where, filters.slice(0, half))
    return [...first, ...(await searchForSome(link, where, filters.slice(half)))]
  }
}

export function searchEntries(link: LdapLink, search: EntrySearch): Promise<readonly LdapEntry[]> {
  return link.run((client) => searchWith(client, search))
}

export async function searchWith(
  client: Client,
  { base, scope, filter }: EntrySearch,
): Promise<readonly LdapEntry[]> {
  // Named, so that nothing else comes along that the login happens to see, such as passwords.
  const attributes = Object.values(attribute)
  const { searchEntries } = await client.search(base, { scope, filter, attributes, derefAliases: 'never' })
  return searchEntries.map(ldapEntry).filter((entry) => entry !== undefined)
}

/** Values go to the server as they are, never through the text form of a filter: nothing in them can change it. */
export function equal(name: string, value: string): Filter {
  return new EqualityFilter({ attribute: name, value })
}

export function present(name: string): Filter {
  return new PresenceFilter({ attribute: name })
}

export function either(filters: readonly Filter[]): Filter {
  return new OrFilter({ filters: [...filters] })
}

export function both(...filters: readonly Filter[]): Filter {
  return new AndFilter({ filters: [...filters] })
}

/** Entries of a class that the filters match, all of them. */
export function ofClass(name: string, ...filters: readonly Filter[]): Filter {
  return both(equal(attribute.objectClass, name), ...filters)
}
