import { Attribute, Change, type Client } from 'ldapts'
import type { DirectoryPublisher, Publication, Published } from '../../../exchange/ports/directory.ts'
import { type DirectoryTimes, directoryTimes } from '../directory-times.ts'
import { DirectoryUnavailable } from '../directory-unavailable.ts'
import { publicationOwner } from '../publication-owner.ts'
import { notYours, PublishingRefused } from '../publishing-refused.ts'
import { comparableValue, sameRdns, writeRdn } from './distinguished-name.ts'
import { type LdapAddress, ldapEndpoint } from './ldap-address.ts'
import { type LdapLogin, openLdapConnection } from './ldap-connection.ts'
import type { LdapEntry } from './ldap-entry.ts'
import { resultCode } from './ldap-failure.ts'
import { publicationEntry, type PublicationEntry } from './publication-entry.ts'
import { attribute, unit } from './schema-names.ts'
import { ofClass, present, searchWith } from './search-entries.ts'
import { holdsId, numberIn } from './written-forms.ts'

export interface LdapPublisherOptions extends LdapAddress {
  /** The actor's own entry, `o=…,l=SHS`: everything is written below it. */
  readonly base: string
  readonly login: LdapLogin
  readonly times?: Partial<DirectoryTimes>
}

/** Writes in a directory by LDAP, below one actor's own entry, on a connection of its own for each publication. */
export function ldapPublisher(options: LdapPublisherOptions): DirectoryPublisher {
  const endpoint = ldapEndpoint(options)
  const { url: directory, login } = options
  const times = { ...directoryTimes, ...options.times }
  return {
    async publish(publication) {
      const connection = await openLdapConnection({ directory, endpoint, login, times })
      try {
        return await connection.run((client) => write(client, publication, options))
      } catch (error) {
        throw publishingFailure(directory, error)
      } finally {
        connection.end()
      }
    },
  }
}

async function write(
  client: Client,
  publication: Publication,
  { url: directory, base }: LdapPublisherOptions,
): Promise<Published> {
  await demandOwnEntry(client, base, publication, directory)
  const wanted = publicationEntry(publication)
  const [standing] = await searchWith(client, {
    base,
    scope: 'sub',
    filter: ofClass(wanted.objectClass, holdsId(attribute.serialNumber, wanted.id)),
  })
  if (standing !== undefined) return { directory, ...(await change(client, standing, wanted)) }
  return { directory, place: await add(client, base, wanted), change: 'added' }
}

/** Others believe what stands below an entry only where it is of the entry's organisation. */
async function demandOwnEntry(
  client: Client,
  base: string,
  publication: Publication,
  directory: string,
): Promise<void> {
  const own = await entryAt(client, base)
  if (own === undefined) {
    throw new PublishingRefused(
      directory,
      { sv: `${base} finns inte i den`, en: `${base} is not in it` },
      {
        cure: {
          sv: 'Be den som driver katalogen lägga in er, eller rätta publish.base.',
          en: 'Ask whoever runs the directory to enter you, or mend publish.base.',
        },
      },
    )
  }
  const writer = numberIn(own.value(attribute.organisationNumber))
  const owner = publicationOwner(publication)
  if (writer !== owner) throw notYours(directory, owner, writer ?? base)
}

async function entryAt(client: Client, dn: string): Promise<LdapEntry | undefined> {
  try {
    const filter = present(attribute.objectClass)
    const [entry] = await searchWith(client, { base: dn, scope: 'base', filter })
    return entry
  } catch (error) {
    if (resultCode(error) === noSuchObject) return undefined
    throw error
  }
}

async function add(client: Client, base: string, wanted: PublicationEntry): Promise<string> {
  const above = `${writeRdn([{ type: attribute.unitName, value: unit[wanted.kind] }])},${base}`
  if ((await entryAt(client, above)) === undefined) {
    await client.add(above, {
      objectClass: ['top', 'organizationalUnit'],
      [attribute.unitName]: [unit[wanted.kind]],
    })
  }
  const dn = `${writeRdn(wanted.rdn)},${above}`
  const filled = Object.entries(wanted.attributes).filter(([, values]) => values.length > 0)
  await client.add(dn, {
    objectClass: ['top', wanted.objectClass],
    ...Object.fromEntries(filled.map(([name, values]) => [name, [...values]])),
  })
  return dn
}

async function change(
  client: Client,
  standing: LdapEntry,
  wanted: PublicationEntry,
): Promise<Pick<Published, 'place' | 'change'>> {
  const place = await rename(client, standing, wanted)
  // What names the entry is set by its name.
  const named = new Set(wanted.rdn.map(({ type }) => type))
  const differing = Object.entries(wanted.attributes).filter(
    ([name, values]) => !named.has(name) && !sameValues(standing.values(name), values),
  )
  if (differing.length > 0) {
    await client.modify(
      place,
      differing.map(
        ([type, values]) =>
          new Change({
            operation: 'replace',
            modification: new Attribute({ type, values: [...values] }),
          }),
      ),
    )
  }
  return { place, change: differing.length > 0 || place !== standing.dn ? 'changed' : 'unchanged' }
}

/** Gives a product type that got another name that name. The entry's name as it then is. */
async function rename(client: Client, standing: LdapEntry, wanted: PublicationEntry): Promise<string> {
  const [rdn, ...above] = standing.rdns
  const lower = wanted.rdn.map(({ type, value }) => ({ type: type.toLowerCase(), value }))
  if (wanted.kind !== 'product' || rdn === undefined || sameRdns([rdn], [lower])) return standing.dn
  await client.modifyDN(standing.dn, writeRdn(wanted.rdn))
  return [wanted.rdn, ...above].map(writeRdn).join(',')
}

function sameValues(one: readonly string[], other: readonly string[]): boolean {
  return comparableValues(one) === comparableValues(other)
}

function comparableValues(values: readonly string[]): string {
  return JSON.stringify(values.map(comparableValue).toSorted())
}

const noSuchObject = 32
const insufficientAccess = 50

/** What the directory will go on refusing, told from what may go better later. */
function publishingFailure(directory: string, error: unknown): unknown {
  const code = error instanceof DirectoryUnavailable ? resultCode(error.cause) : undefined
  // 16-21 attributes, 64-71 names and classes: the entry is not to the directory's liking (RFC 4511 appendix A).
  const unfit = code !== undefined && ((code >= 16 && code <= 21) || (code >= 64 && code <= 71))
  if (code !== insufficientAccess && !unfit) return error
  const why =
    code === insufficientAccess
      ? { sv: 'rättighet saknas', en: 'permission denied' }
      : {
          sv: `den tar inte posten (LDAP-svar ${code})`,
          en: `it does not take the entry (LDAP result ${code})`,
        }
  return new PublishingRefused(directory, why, {
    cause: error,
    cure: {
      sv: 'Be den som driver katalogen om skrivrätt under publish.base.',
      en: 'Ask whoever runs the directory for the right to write below publish.base.',
    },
  })
}
