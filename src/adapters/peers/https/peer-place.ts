import { isIP } from 'node:net'
import { socketAddress } from '../../../client/socket-address.ts'

/** A receive service's URL, taken apart. */
export interface PeerPlace {
  /** Host and port, for words. */
  readonly name: string
  readonly host: string
  readonly port: number
  readonly path: string
  /** What is asked for by SNI; none for a bare IP address. */
  readonly servername?: string
}

/** Undefined for what is no https URL. */
export function peerPlace(text: string): PeerPlace | undefined {
  const url = URL.parse(text)
  if (url === null || url.protocol !== 'https:') return undefined
  const { host, port } = socketAddress(url)
  return {
    name: url.host,
    host,
    port,
    path: `${url.pathname}${url.search}`,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  }
}
