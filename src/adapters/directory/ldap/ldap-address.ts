import { KvittensError } from '../../../protocol/kvittens-error.ts'
import { isLoopback } from '../../is-loopback.ts'

/** Where a directory is, and how the way to it is guarded. */
export interface LdapAddress {
  /** `ldap://host:port` or `ldaps://host:port`. */
  readonly url: string
  /** Goes over to TLS before anything is said; for ldap:// only. */
  readonly startTls?: boolean
  /** PEM of the CAs that the server's certificate must come from; the well-known ones where absent. */
  readonly ca?: string
  /** Lets everything be read on the way to a server on another machine. */
  readonly insecure?: boolean
}

/** An address taken apart: what to connect to, and whether TLS begins at once, after StartTLS, or never. */
export interface LdapEndpoint {
  readonly host: string
  readonly port: number
  readonly tls: 'always' | 'upgrade' | 'never'
  readonly ca?: string
}

/** Refuses what is no LDAP URL, and plain LDAP to another machine. */
export function ldapEndpoint(address: LdapAddress): LdapEndpoint {
  const url = parseLdapUrl(address.url)
  if (url === undefined) throw notLdap()
  if (isUnguarded(address)) throw unguarded(url.host)
  const tls = url.secure ? 'always' : address.startTls === true ? 'upgrade' : 'never'
  return { host: url.host, port: url.port, tls, ...(address.ca !== undefined && { ca: address.ca }) }
}

/** `ldap://` or `ldaps://`, a host and perhaps a port, and nothing more; undefined where it is something else. */
export function parseLdapUrl(
  text: string,
): { readonly secure: boolean; readonly host: string; readonly port: number } | undefined {
  const url = URL.parse(text)
  if (url === null || !/^ldaps?:$/.test(url.protocol) || url.hostname === '') return undefined
  if (`${url.username}${url.password}${url.search}${url.hash}` !== '' || !/^\/?$/.test(url.pathname)) {
    return undefined
  }
  const secure = url.protocol === 'ldaps:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return { secure, host, port: url.port === '' ? (secure ? 636 : 389) : Number(url.port) }
}

/** True for plain LDAP to another machine that nobody has allowed by `insecure`. */
export function isUnguarded({ url, startTls, insecure }: LdapAddress): boolean {
  const parsed = parseLdapUrl(url)
  if (parsed === undefined || parsed.secure || startTls === true || insecure === true) return false
  return !isLoopback(parsed.host)
}

function notLdap(): KvittensError {
  return new KvittensError('BadDirectoryAddress', {
    words: { sv: 'Katalogens adress är ingen LDAP-adress.', en: "The directory's address is no LDAP URL." },
    cure: { sv: 'Ange ldaps://värd eller ldap://värd.', en: 'Give ldaps://host or ldap://host.' },
  })
}

function unguarded(host: string): KvittensError {
  return new KvittensError('InsecureDirectory', {
    words: {
      sv: `LDAP utan TLS till ${host}: vem som helst på vägen kan svara i katalogens ställe.`,
      en: `LDAP without TLS to ${host}: anyone on the way can answer in the directory's place.`,
    },
    cure: {
      sv: 'Använd ldaps:// eller startTls: true; ska det vara så här, ange insecure: true.',
      en: 'Use ldaps:// or startTls: true; if it has to be so, say insecure: true.',
    },
  })
}
