import { systemClock } from '../../src/adapters/clock.ts'
import { openHttpsPeers, type HttpsPeersOptions } from '../../src/adapters/peers/https/https-peers.ts'
import {
  type CertificateAuthority,
  type CertificateOrder,
  type CertificateWithKey,
  createCertificateAuthority,
} from '../../src/adapters/trust/issue.ts'
import { openX509Trust } from '../../src/adapters/trust/x509-trust.ts'
import type { OutgoingOctets, PeerAddress, Peers } from '../../src/exchange/ports/peers.ts'
import type { Trust } from '../../src/exchange/ports/trust.ts'
import { testAuthority } from '../support/certificates.ts'
import { type FaultyPeer, type FaultyPeerOptions, startFaultyPeer } from '../support/faulty-peer.ts'
import { organisationNumber } from '../support/organisation-numbers.ts'
import { shsMessage } from '../support/shs-message.ts'

export const ownNumber = organisationNumber(1)
export const peerNumber = organisationNumber(2)

/** A node's view of the others, a peer to call, and what to call it with. */
export interface PeersPlace extends AsyncDisposable {
  readonly ca: CertificateAuthority
  /** Its certificates move test messages only. */
  readonly testCa: CertificateAuthority
  /** In both CAs. */
  readonly trust: Trust
  readonly peer: FaultyPeer
  readonly peers: Peers & AsyncDisposable
  /** More nodes' views; all of them end with the place. */
  open(over?: Partial<HttpsPeersOptions>): Peers & AsyncDisposable
  /** More peers, of another certificate. */
  start(order?: Partial<CertificateOrder>, options?: Partial<FaultyPeerOptions>): Promise<FaultyPeer>
  issue(order?: Partial<CertificateOrder>, by?: CertificateAuthority): Promise<CertificateWithKey>
  /** The peer's address, as the registry might have it. */
  address(over?: Partial<PeerAddress>): PeerAddress
}

const timeouts = { connect: 5000, idle: 5000 }
let testSide: Promise<CertificateAuthority> | undefined

export async function peersPlace(options: Partial<FaultyPeerOptions> = {}): Promise<PeersPlace> {
  await using opening = new AsyncDisposableStack()
  const servers = opening.use(new AsyncDisposableStack())
  // Before the servers, which wait for their connections.
  const opened = opening.use(new AsyncDisposableStack())
  const ca = await testAuthority()
  testSide ??= createCertificateAuthority({ name: 'Test side CA', now: Date.now() })
  const testCa = await testSide
  const own = await ca.issue({ organisationNumber: ownNumber, commonName: 'own.example' })
  const trust = openX509Trust({
    anchors: [
      { ca: ca.certificatePem, side: 'production', eku: 'optional' },
      { ca: testCa.certificatePem, side: 'test', eku: 'optional' },
    ],
  })
  const issue = (order: Partial<CertificateOrder> = {}, by = ca): Promise<CertificateWithKey> =>
    by.issue({ organisationNumber: peerNumber, commonName: 'shs.example.se', ...order })
  const start = async (
    order: Partial<CertificateOrder> = {},
    more: Partial<FaultyPeerOptions> = {},
  ): Promise<FaultyPeer> =>
    servers.use(await startFaultyPeer({ ...options, identity: await issue(order), ...more }))
  const open = (over: Partial<HttpsPeersOptions> = {}): Peers & AsyncDisposable => {
    const peers = openHttpsPeers({
      certificates: [{ key: own.keyPem, certificate: own.certificatePem }],
      trust,
      clock: systemClock(),
      timeouts,
      agentSockets: 8,
      ...over,
    })
    return opened.use(peers)
  }
  const peer = await start()
  const place = { ca, testCa, trust, peer, peers: open(), open, start, issue }
  const whole = opening.move()
  return {
    ...place,
    address: (over = {}) => ({
      url: peer.url,
      numbers: [peerNumber],
      fingerprints: [],
      pinned: false,
      side: 'production',
      ...over,
    }),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  }
}

/** A message in one piece, read as often as one likes; counts how often it was begun. */
export function outgoing(
  octets: Uint8Array = shsMessage({}).octets,
): OutgoingOctets & { readonly begun: number } {
  let begun = 0
  return {
    contentType: 'message/rfc822',
    length: octets.length,
    pieces: async function* () {
      begun++
      yield octets
    },
    get begun() {
      return begun
    },
  }
}

/** So many octets in pieces of 64 KiB, all of them the same piece; counts how many were asked for. */
export function long(bytes: number): OutgoingOctets & { readonly asked: number } {
  const piece = Buffer.alloc(64 * 1024, 'x')
  let asked = 0
  return {
    contentType: 'message/rfc822',
    length: bytes,
    pieces: async function* () {
      for (let left = bytes; left > 0; left -= piece.length) {
        const next = left < piece.length ? piece.subarray(0, left) : piece
        asked += next.length
        yield next
      }
    },
    get asked() {
      return asked
    },
  }
}
