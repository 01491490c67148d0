import type { TLSSocket } from 'node:tls'
import type { X509Certificate } from 'node:crypto'
import type { Caller } from '../../exchange/access/caller.ts'
import type { Exchange } from '../../exchange/exchange.ts'
import type { Clock } from '../../exchange/ports/clock.ts'
import type { Trust } from '../../exchange/ports/trust.ts'
import { Refusal } from '../../exchange/refusal.ts'

const maxChain = 10

/** Who is calling on a connection. */
export interface CallerDecision {
  /** Throws a `Refusal` that names the certificate, what is wrong with it and the cure. */
  callerOf(socket: TLSSocket): Promise<Caller>
}

/**
 * The one decision of who is calling: the certificate is judged and the registry asked at every request, also on a
 * connection that stays open.
 */
export function callerDecision(trust: Trust, exchange: Exchange, clock: Clock): CallerDecision {
  const chains = new WeakMap<TLSSocket, readonly Uint8Array[]>()
  const chainOf = (socket: TLSSocket): readonly Uint8Array[] => {
    const chain = chains.get(socket) ?? shownChain(socket)
    chains.set(socket, chain)
    return chain
  }
  return {
    async callerOf(socket) {
      const judgement = await trust.judge(chainOf(socket), clock.now())
      if (judgement.good) return exchange.identify(judgement.facts)
      const { code, words, cure } = judgement.refusal
      throw new Refusal('forbidden', code, { words, cure })
    },
  }
}

/** The DER of what the handshake brought, the leaf first. */
function shownChain(socket: TLSSocket): readonly Uint8Array[] {
  const chain: Uint8Array[] = []
  let certificate: X509Certificate | undefined = socket.getPeerX509Certificate()
  while (certificate !== undefined && chain.length < maxChain) {
    chain.push(certificate.raw)
    const issuer: X509Certificate | undefined = certificate.issuerCertificate
    certificate = issuer?.fingerprint256 === certificate.fingerprint256 ? undefined : issuer
  }
  return chain
}
