import { type Client, createClient } from '../../client/client.ts'
import { certificateNumber } from '../../client/subject-number.ts'
import type { Terminal } from '../command.ts'
import { readNamedFile } from '../file-error.ts'
import { UsageError } from '../usage-error.ts'
import type { ConnectionOptions } from './connection-options.ts'
import { type Profile, readProfile } from './profiles.ts'

/** A client of the node that the options name. */
export interface Connected extends Disposable {
  readonly client: Client
  /** The own address: the profile's, else the organisation number of the own certificate. */
  ownAddress(): string
}

/** Makes the client that the options and the profile describe; an option goes before the profile's value. */
export async function connect(options: ConnectionOptions, terminal: Terminal): Promise<Connected> {
  const { url, cert, key, ca, server, address } = await readConnection(options, terminal)
  const certificate = await readNamedFile(cert)
  const client = createClient({
    url,
    certificate,
    key: await readNamedFile(key),
    ca: await readNamedFile(ca),
    language: terminal.language,
    signal: terminal.signal,
    ...(server === undefined ? {} : { serverNumber: server }),
  })
  return {
    client,
    ownAddress() {
      const own = address ?? certificateNumber(certificate)
      if (own === undefined) throw noOwnAddress(cert)
      return own
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  }
}

/** What the options and the profile say of a connection, whole; none of its files is opened. */
export async function readConnection(
  { profile: name, ...options }: ConnectionOptions,
  { env }: Terminal,
): Promise<NamedConnection> {
  const profile: Profile = name === undefined ? {} : await readProfile(name, env)
  const { server = profile.server } = options
  return { ...complete({ ...profile, ...options }), server, address: profile.address }
}

type NamedConnection = Record<'url' | 'cert' | 'key' | 'ca', string> & Pick<Profile, 'server' | 'address'>

function complete({ url, cert, key, ca }: Profile): Record<'url' | 'cert' | 'key' | 'ca', string> {
  const given = { url, cert, key, ca }
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [`--${name}`] : []))
  if (url === undefined || cert === undefined || key === undefined || ca === undefined) {
    throw new UsageError(
      { sv: `${missing.join(', ')} saknas.`, en: `${missing.join(', ')} missing.` },
      {
        sv: 'Ange vilken nod och som vem: --url --cert --key --ca, eller --profile NAMN.',
        en: 'Say which node and as whom: --url --cert --key --ca, or --profile NAME.',
      },
    )
  }
  return { url, cert, key, ca }
}

function noOwnAddress(cert: string): UsageError {
  return new UsageError(
    { sv: `${cert} nämner inget organisationsnummer.`, en: `${cert} names no organisation number.` },
    { sv: 'Ange adressen.', en: 'Give the address.' },
  )
}
