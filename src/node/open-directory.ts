import { readFile } from 'node:fs/promises'
import { systemClock } from '../adapters/clock.ts'
import { directoriesInOrder } from '../adapters/directory/directories-in-order.ts'
import type { DirectorySource } from '../adapters/directory/directory-source.ts'
import { filePublisher } from '../adapters/directory/file/file-publisher.ts'
import { fileSource } from '../adapters/directory/file/file-source.ts'
import { applicationLdif } from '../adapters/directory/ldap/application-ldif.ts'
import type { IgnoredEntry } from '../adapters/directory/ldap/entries-that-count.ts'
import type { LdapAddress } from '../adapters/directory/ldap/ldap-address.ts'
import type { LdapLogin } from '../adapters/directory/ldap/ldap-connection.ts'
import { ldapPublisher } from '../adapters/directory/ldap/ldap-publisher.ts'
import { ldapSource } from '../adapters/directory/ldap/ldap-source.ts'
import { rememberingDirectory } from '../adapters/directory/remembering-directory.ts'
import type { Clock } from '../exchange/ports/clock.ts'
import type {
  Directory,
  DirectoryAnswer,
  DirectoryPublisher,
  Publication,
} from '../exchange/ports/directory.ts'
import type { Config } from './config/config.ts'
import type { DirectorySettings } from './config/directory-settings.ts'

export type { Directory, DirectoryAnswer, Publication }

/** The directories of the settings as one; nothing is asked before the first question. */
export async function openDirectory(
  { directory }: Config,
  ignored: IgnoredEntry,
  clock: Clock = systemClock(),
): Promise<Directory & AsyncDisposable> {
  const sources = await Promise.all(directory.map((settings) => openSource(settings, clock, ignored)))
  return directoriesInOrder(sources.map((source) => rememberingDirectory(source, { clock })))
}

/** The rights to write that the settings give, for the node's own actor; a directory in a file is written as it is. */
export async function openPublishers({ node, directory }: Config): Promise<readonly DirectoryPublisher[]> {
  const publishers: DirectoryPublisher[] = []
  for (const { publish, ...settings } of directory) {
    const { place } = settings
    if (place.kind === 'file') {
      publishers.push(filePublisher({ path: place.path, actor: node.actor }))
    } else if (publish !== undefined) {
      const address = await ldapAddress(place.url, settings)
      publishers.push(ldapPublisher({ ...address, base: publish.base, login: loginOf(publish) }))
    }
  }
  return publishers
}

/** What to send to whoever runs the first shared directory, so that it knows the node's own actor; LDIF. */
export function directoryApplication(
  { node, directory }: Config,
  { url, products }: { readonly url: string; readonly products: readonly string[] },
): string {
  return applicationLdif({
    name: node.name,
    number: node.actor,
    base: directory.find(({ place }) => place.kind === 'ldap')?.base ?? 'l=SHS',
    publications: products.map((product) => ({ kind: 'address', actor: node.actor, product, url })),
  })
}

async function openSource(
  settings: DirectorySettings,
  clock: Clock,
  ignored: IgnoredEntry,
): Promise<DirectorySource> {
  const { place, base, bindDn, passwordFile } = settings
  if (place.kind === 'file') return fileSource(place.path)
  const login =
    bindDn === undefined || passwordFile === undefined ? undefined : loginOf({ bindDn, passwordFile })
  return ldapSource({
    ...(await ldapAddress(place.url, settings)),
    base,
    clock,
    ignored,
    ...(login !== undefined && { login }),
  })
}

async function ldapAddress(url: string, { startTls, insecure, ca }: DirectorySettings): Promise<LdapAddress> {
  return { url, startTls, insecure, ...(ca !== undefined && { ca: await readFile(ca, 'utf8') }) }
}

function loginOf(of: { readonly bindDn: string; readonly passwordFile: string }): LdapLogin {
  return {
    bindDn: of.bindDn,
    // A line end is what an editor adds, no part of the password.
    password: async () => (await readFile(of.passwordFile, 'utf8')).replace(/\r?\n$/, ''),
  }
}
