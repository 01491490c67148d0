import { openHttpsPeers } from '../adapters/peers/https/https-peers.ts'
import { openX509Trust } from '../adapters/trust/x509-trust.ts'
import type { Clock } from '../exchange/ports/clock.ts'
import type { Peers } from '../exchange/ports/peers.ts'
import type { Config } from './config/config.ts'
import { readCertificates, readTrustAnchors } from './tls-files.ts'

/** Other nodes, called with the node's own certificate and judged by the CAs that it trusts. */
export async function openPeers(config: Config, clock: Clock): Promise<Peers & AsyncDisposable> {
  const { connectTimeout, idleTimeout, perDestination } = config.delivery
  return openHttpsPeers({
    certificates: await readCertificates(config),
    trust: openX509Trust({ anchors: await readTrustAnchors(config) }),
    clock,
    timeouts: { connect: connectTimeout, idle: idleTimeout },
    agentSockets: perDestination,
  })
}
