import { baseRdns, findOrganisations, standingOf } from './organisations.ts'
import type { LdapEntry } from './ldap-entry.ts'
import type { LdapLink } from './ldap-link.ts'
import type { sharedBranch } from './schema-names.ts'
import { numberIn } from './written-forms.ts'

/** Told of each entry that is not believed, for the log: the directory, the entry's name and why. */
export type IgnoredEntry = (ignored: {
  readonly directory: string
  readonly dn: string
  readonly why: string
}) => void

export interface Claim {
  readonly entry: LdapEntry
  /** The organisation that the entry says it is of. */
  readonly number: string
  readonly shared: boolean
}

export interface CountingOptions {
  readonly link: LdapLink
  readonly base: string
  readonly ignored: (dn: string, why: string) => void
}

/**
 * The entries that may be believed (shs-protocol.md 10): below an actor those that are the actor's own, and what
 * stands in the branch that all share for this kind. Own entries come first, then by name. The others are told.
 */
export async function entriesThatCount(
  entries: readonly LdapEntry[],
  claimedBy: string,
  kind: keyof typeof sharedBranch | 'agreement',
  { link, base, ignored }: CountingOptions,
): Promise<readonly Claim[]> {
  const root = baseRdns(base)
  const claims: (Claim & { readonly branch?: string })[] = []
  for (const entry of entries) {
    const standing = standingOf(entry, root)
    const claimed = entry.values(claimedBy)
    const number = numberIn(claimed[0])
    if (number === undefined || claimed.length > 1) ignored(entry.dn, `it has not one ${claimedBy}`)
    else if (standing?.at === 'own') claims.push({ entry, number, shared: false, branch: standing.branch })
    else if (standing?.of === kind) claims.push({ entry, number, shared: true })
    else ignored(entry.dn, 'it stands where no such entry counts')
  }
  const owners = claims.filter(({ shared }) => !shared).map(({ number }) => number)
  const organisations = await findOrganisations(link, base, owners)
  return claims
    .filter(({ entry, number, branch }) => {
      if (branch === undefined) return true
      const own = organisations.some((one) => one.branch === branch && one.number === number)
      if (!own) ignored(entry.dn, `it is of ${number}, and stands below another organisation`)
      return own
    })
    .toSorted(ownFirst)
}

function ownFirst(one: Claim, other: Claim): number {
  if (one.shared !== other.shared) return one.shared ? 1 : -1
  return one.entry.dn < other.entry.dn ? -1 : 1
}
