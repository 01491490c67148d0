import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { Client } from 'ldapts'
import type { DirectoryTimes } from '../directory-times.ts'
import { DirectoryUnavailable } from '../directory-unavailable.ts'
import type { LdapEndpoint } from './ldap-address.ts'
import { ldapFailure } from './ldap-failure.ts'

/** Who says that he asks. */
export interface LdapLogin {
  readonly bindDn: string
  /** Read anew at each connection, so that a password can be changed without a restart. */
  readonly password: () => Promise<string>
}

export interface ConnectionOrder {
  /** For people. */
  readonly directory: string
  readonly endpoint: LdapEndpoint
  readonly login?: LdapLogin
  readonly times: Pick<DirectoryTimes, 'connectTimeout' | 'searchTimeout'>
}

/** One connection that was opened, guarded and bound; when it has ended it stays so. */
export interface LdapConnection {
  readonly ended: boolean
  /** Rejects with `BrokenConnection` when the connection ends before the call does, else with the directory's no. */
  run<T>(call: (client: Client) => Promise<T>): Promise<T>
  end(): void
}

/**
 * Opens a connection. The sockets are made here, not by the library: its own are without a bound on the TLS
 * handshake after StartTLS, and it does not see such a connection end.
 */
export async function openLdapConnection(order: ConnectionOrder): Promise<LdapConnection> {
  const { directory, endpoint, times } = order
  const raw = connect({ host: endpoint.host, port: endpoint.port, keepAlive: true })
  const ended = end(raw)
  // A promise that is raced may be left alone by all; its rejection is told to whoever runs something.
  ended.catch(() => {})
  const late = setTimeout(() => raw.destroy(new Error('connect timeout')), times.connectTimeout)
  try {
    const socket = endpoint.tls === 'always' ? connectTls({ ...tlsOptions(endpoint), socket: raw }) : raw
    await Promise.race([begun(socket, endpoint), ended])
    const client = new Client({
      // The socket is there already: the address only has to be one.
      url: 'ldap://localhost',
      timeout: times.searchTimeout,
      createConnection: () => socket,
      createSecureConnection: () => connectTls({ ...tlsOptions(endpoint), socket: raw }),
    })
    await Promise.race([enter(client, order), ended])
    return {
      get ended() {
        return raw.destroyed
      },
      async run(call) {
        try {
          return await Promise.race([call(client), ended])
        } catch (error) {
          throw ldapFailure(directory, error)
        }
      },
      end: () => raw.destroy(),
    }
  } catch (error) {
    raw.destroy()
    throw ldapFailure(directory, error)
  } finally {
    clearTimeout(late)
  }
}

async function enter(client: Client, { directory, endpoint, login }: ConnectionOrder): Promise<void> {
  if (endpoint.tls === 'upgrade') await client.startTLS()
  if (login !== undefined) await client.bind(login.bindDn, await passwordOf(login, directory))
}

async function passwordOf({ password }: LdapLogin, directory: string): Promise<string> {
  try {
    return await password()
  } catch (cause) {
    throw new DirectoryUnavailable(
      directory,
      { sv: 'lösenordets fil går inte att läsa', en: "the password's file cannot be read" },
      { cause },
    )
  }
}

function tlsOptions({ host, ca }: LdapEndpoint): ConnectionOptions {
  return {
    // The name that the certificate is checked for.
    host,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca }),
    minVersion: 'TLSv1.2',
    // Said, so that NODE_TLS_REJECT_UNAUTHORIZED can't take it away.
    rejectUnauthorized: true,
  }
}

function begun(socket: Socket, { tls }: LdapEndpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(tls === 'always' ? 'secureConnect' : 'connect', () => resolve())
    // Kept for good: an error without a listener would end the process.
    socket.on('error', reject)
  })
}

/** Rejects when the socket has ended, with the reason where there is one. */
function end(socket: Socket): Promise<never> {
  return new Promise((_, reject) => {
    socket.on('error', reject)
    socket.once('close', () => reject(new Error('the connection ended')))
  })
}
