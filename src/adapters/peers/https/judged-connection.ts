import { connect, type SecureContext, type TLSSocket } from 'node:tls'
import { networkError, timedOut } from '../../../client/network-error.ts'
import { shownChain } from '../../../exchange/access/shown-chain.ts'
import type { Clock } from '../../../exchange/ports/clock.ts'
import type { PeerAddress } from '../../../exchange/ports/peers.ts'
import type { Trust } from '../../../exchange/ports/trust.ts'
import { untrustedPeer, wrongPeer } from './expected-peer.ts'
import type { PeerPlace } from './peer-place.ts'

/** Whom to connect with, and by whose judgement. */
export interface ConnectionOrder {
  readonly place: PeerPlace
  readonly to: PeerAddress
  readonly context: (now: number) => SecureContext
  readonly trust: Trust
  readonly clock: Clock
  /** Milliseconds for DNS, TCP, TLS and the judgement together. */
  readonly timeout: number
}

/** A connection in the making: `judged` rejects, and the socket is gone, where the peer is not the one meant. */
export interface JudgedConnection {
  readonly socket: TLSSocket
  readonly judged: Promise<void>
}

/**
 * Opens TLS and has the peer's certificate judged; nothing may be written before `judged` resolves. TLS sessions are
 * never resumed, so that each connection shows its whole chain.
 */
export function openJudged(order: ConnectionOrder): JudgedConnection {
  const { place, context, clock, timeout } = order
  const { host, port, servername } = place
  const socket = connect({
    host,
    port,
    secureContext: context(clock.now()),
    // OpenSSL knows neither the rules of the CAs nor whose certificate is meant: Trust judges, below.
    rejectUnauthorized: false,
    ...(servername === undefined ? {} : { servername }),
  })
  const judged = new Promise<void>((resolve, reject) => {
    const inTime = setTimeout(() => socket.destroy(timedOut(place.name, 'connect', timeout)), timeout)
    const settle = (error?: unknown): void => {
      clearTimeout(inTime)
      if (error === undefined) return resolve()
      reject(error)
      socket.destroy()
    }
    // These stay: between the judgement and its first request nobody else listens.
    socket.on('error', (error) => settle(networkError(error, place.name)))
    socket.on('close', () => settle(closedEarly(place.name)))
    socket.once('secureConnect', () => void judgePeer(socket, order).then(settle, settle))
  })
  return { socket, judged }
}

async function judgePeer(socket: TLSSocket, order: ConnectionOrder): Promise<Error | undefined> {
  const { trust, clock, to, place } = order
  const chain = shownChain(socket.getPeerX509Certificate())
  const judgement = await trust.judge(chain, clock.now(), 'server')
  if (!judgement.good) return untrustedPeer(judgement.refusal, to, place)
  const [leaf] = chain
  if (leaf === undefined) throw new Error('a certificate that was not shown was found good')
  return wrongPeer(judgement.facts, leaf, to, place)
}

function closedEarly(name: string): Error {
  return networkError({ code: 'ECONNRESET' }, name)
}
