import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, type ConnectionOptions } from 'node:tls'
import type { ListenAddress } from '../config/value-types.ts'

/** What a server showed in a TLS handshake that nobody has believed yet. */
export interface Handshake {
  readonly protocol: string
  /** All that it showed, the leaf first; empty where it showed none. */
  readonly chain: readonly X509Certificate[]
  /** Why the chain is not proved by `ca`; absent where it is. */
  readonly unproved: string | undefined
}

export interface HandshakeOptions {
  readonly signal: AbortSignal
  /** PEM texts of the own key and certificate. */
  readonly identity?: Identity | undefined
  /** PEM text of the CAs that the server should be proved by. */
  readonly ca?: string | undefined
}

/** PEM texts of a key and its certificate with chain. */
export interface Identity {
  readonly key: string
  readonly certificate: string
}

/** What both the handshake and the call show: any server certificate is let through, since it is to be told of. */
export function tlsOptions(host: string, identity: Identity | undefined): ConnectionOptions {
  return {
    rejectUnauthorized: false,
    // SHS certificates name no host: whose it is is told apart from whether its chain holds.
    checkServerIdentity: () => undefined,
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 && { servername: host }),
    ...(identity !== undefined && { key: identity.key, cert: identity.certificate }),
  }
}

/** A TLS handshake and nothing more. Rejects with what the network or OpenSSL says. */
export function shakeHands(
  { host, port }: ListenAddress,
  { signal, identity, ca }: HandshakeOptions,
): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const options = { ...tlsOptions(host, identity), ...(ca !== undefined && { ca }) }
    const socket = connect({ host, port, ...options }, () => {
      resolve({
        protocol: socket.getProtocol() ?? 'TLS',
        chain: chainFrom(socket.getPeerX509Certificate()),
        unproved: socket.authorized ? undefined : String(socket.authorizationError),
      })
      socket.destroy()
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the connection was closed')))
    signal.addEventListener('abort', () => socket.destroy(), { once: true })
  })
}

const longestChain = 10

/** A certificate and its issuers; a client's socket gives the first of them only once. */
function chainFrom(leaf: X509Certificate | undefined): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  let certificate = leaf
  while (certificate !== undefined && chain.length < longestChain) {
    chain.push(certificate)
    const issuer: X509Certificate | undefined = certificate.issuerCertificate
    certificate = issuer?.fingerprint256 === certificate.fingerprint256 ? undefined : issuer
  }
  return chain
}
