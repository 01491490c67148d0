import type { Client } from 'ldapts'
import type { Clock } from '../../../exchange/ports/clock.ts'
import type { DirectoryTimes } from '../directory-times.ts'
import { type ConnectionOrder, type LdapConnection, openLdapConnection } from './ldap-connection.ts'
import { BrokenConnection } from './ldap-failure.ts'

/** The way to one directory: a connection that is opened when it is needed and shared by all calls. */
export interface LdapLink extends AsyncDisposable {
  /**
   * Runs a call that may run twice. A connection that died while it was idle is replaced without the caller's
   * knowing; only what fails on a new one fails.
   */
  run<T>(call: (client: Client) => Promise<T>): Promise<T>
}

export function ldapLink(
  order: ConnectionOrder & { readonly times: Pick<DirectoryTimes, 'idle'> },
  clock: Clock,
): LdapLink {
  let current: LdapConnection | undefined
  let opening: Promise<LdapConnection> | undefined
  let usedAt = 0
  let closed = false

  const open = async (): Promise<LdapConnection> => {
    try {
      const connection = await openLdapConnection(order)
      if (closed) connection.end()
      current = connection
      return connection
    } finally {
      opening = undefined
    }
  }
  const drop = (connection: LdapConnection): void => {
    connection.end()
    if (current === connection) current = undefined
  }
  /** The connection that is open and was used lately. */
  const alive = (): LdapConnection | undefined => {
    if (current === undefined) return undefined
    if (!current.ended && clock.monotonic() - usedAt < order.times.idle) return current
    drop(current)
    return undefined
  }
  const use = async <T>(connection: LdapConnection, call: (client: Client) => Promise<T>): Promise<T> => {
    usedAt = clock.monotonic()
    try {
      return await connection.run(call)
    } catch (error) {
      if (error instanceof BrokenConnection) drop(connection)
      throw error
    } finally {
      usedAt = clock.monotonic()
    }
  }

  return {
    async run(call) {
      const connection = alive()
      if (connection !== undefined) {
        try {
          return await use(connection, call)
        } catch (error) {
          if (!(error instanceof BrokenConnection)) throw error
        }
      }
      return await use(alive() ?? (await (opening ??= open())), call)
    },
    async [Symbol.asyncDispose]() {
      closed = true
      current?.end()
    },
  }
}
