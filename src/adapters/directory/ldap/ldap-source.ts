import type { Filter } from 'ldapts'
import type { Clock } from '../../../exchange/ports/clock.ts'
import type { DirectorySource } from '../directory-source.ts'
import { type DirectoryTimes, directoryTimes } from '../directory-times.ts'
import { boundedMemory } from '../bounded-memory.ts'
import { type Claim, entriesThatCount, type IgnoredEntry } from './entries-that-count.ts'
import { readAddress, readAgreement, readProduct } from './entry-readers.ts'
import { type LdapAddress, ldapEndpoint } from './ldap-address.ts'
import type { LdapLogin } from './ldap-connection.ts'
import { ldapLink } from './ldap-link.ts'
import { findOrganisations } from './organisations.ts'
import { productOfId } from './product-of-id.ts'
import { attribute, objectClass } from './schema-names.ts'
import { both, ofClass, present, searchEntries, searchForKeys } from './search-entries.ts'
import { holdsId, holdsNumber } from './written-forms.ts'

export interface LdapDirectoryOptions extends LdapAddress {
  /** The entry that all of the directory stands below. */
  readonly base: string
  /** Absent: asks without a name. */
  readonly login?: LdapLogin
  readonly clock: Clock
  readonly times?: Partial<DirectoryTimes>
  readonly ignored: IgnoredEntry
}

/** A directory by LDAP, in the tree of shs-protocol.md 10. Connects at the first question. */
export function ldapSource(options: LdapDirectoryOptions): DirectorySource {
  const { base, login, clock, url } = options
  const times = { ...directoryTimes, ...options.times }
  const endpoint = ldapEndpoint(options)
  const link = ldapLink({ directory: url, endpoint, times, ...(login !== undefined && { login }) }, clock)
  const counting = { link, base, ignored: onceEach(options) }
  const below = { base, scope: 'sub' } as const

  const find = async <K>(
    keys: readonly K[],
    kind: 'product' | 'agreement' | 'address',
    filter: (key: K) => Filter,
  ): Promise<readonly Claim[]> => {
    const entries = await searchForKeys(link, keys, below, (key) => ofClass(objectClass[kind], filter(key)))
    const claimedBy = kind === 'address' ? attribute.organisationNumber : attribute.principal
    return entriesThatCount(entries, claimedBy, kind, counting)
  }

  return {
    name: url,
    async actors(numbers) {
      const found = await findOrganisations(link, base, numbers)
      return numbers.map((number) => {
        const one = found.find((organisation) => organisation.number === number)
        return one === undefined ? undefined : { number, name: one.name }
      })
    },
    async products(uuids) {
      const claims = await find(uuids, 'product', (uuid) => holdsId(attribute.serialNumber, uuid))
      const found = claims.flatMap((claim) => {
        const product = readProduct(claim)
        return product === undefined ? [] : [{ product, shared: claim.shared, dn: claim.entry.dn }]
      })
      return uuids.map((uuid) => {
        const ofId = found.filter(({ product }) => product.uuid === uuid)
        const product = productOfId(ofId)
        if (product !== 'disputed') return product
        for (const { dn } of ofId) counting.ignored(dn, 'another principal has a product type of the same id')
        return undefined
      })
    },
    async agreements(keys) {
      const claims = await find(keys, 'agreement', ({ product, principal }) =>
        both(holdsId(attribute.productId, product), holdsNumber(attribute.principal, principal)),
      )
      const found = claims.map(readAgreement).filter((agreement) => agreement !== undefined)
      return keys.map(({ product, principal }) => {
        const matching = found.filter(
          (agreement) => agreement.principal === principal && agreement.products.includes(product),
        )
        return matching.length === 0 ? undefined : uniqueById(matching)
      })
    },
    async agreementsById(uuids) {
      const claims = await find(uuids, 'agreement', (uuid) => holdsId(attribute.serialNumber, uuid))
      const found = claims.map(readAgreement).filter((agreement) => agreement !== undefined)
      return uuids.map((uuid) => {
        const matching = found.filter((agreement) => agreement.uuid === uuid)
        return matching.length === 0 ? undefined : matching
      })
    },
    async addresses(keys) {
      const claims = await find(keys, 'address', ({ actor, product }) =>
        both(holdsNumber(attribute.organisationNumber, actor), holdsId(attribute.serialNumber, product)),
      )
      const found = claims.map(readAddress).filter((address) => address !== undefined)
      return keys.map(({ actor, product }) =>
        found.find((address) => address.actor === actor && address.product === product),
      )
    },
    async probe() {
      await searchEntries(link, { base, scope: 'base', filter: present(attribute.objectClass) })
    },
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  }
}

function uniqueById<T extends { readonly uuid: string }>(entries: readonly T[]): readonly T[] {
  return entries.filter(({ uuid }, index) => entries.findIndex((one) => one.uuid === uuid) === index)
}

const mostToldOf = 1_000

/** An entry that is not believed is told of once, however often it is found. */
function onceEach({ ignored, url }: LdapDirectoryOptions): (dn: string, why: string) => void {
  const told = boundedMemory<string>(mostToldOf)
  return (dn, why) => {
    if (told.get(dn) === why) return
    told.put(dn, why)
    ignored({ directory: url, dn, why })
  }
}
