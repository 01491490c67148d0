import type { TLSSocket } from 'node:tls'
import type { Caller } from '../../exchange/access/caller.ts'
import { shownChain } from '../../exchange/access/shown-chain.ts'
import type { Exchange } from '../../exchange/exchange.ts'
import type { Clock } from '../../exchange/ports/clock.ts'
import type { Trust } from '../../exchange/ports/trust.ts'
import { Refusal } from '../../exchange/refusal.ts'

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
    const chain = chains.get(socket) ?? shownChain(socket.getPeerX509Certificate())
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
