import { rightHolds } from '../access/caller.ts'
import type { MessageStatus } from '../../protocol/label/label.ts'
import type { PeerAddress } from '../ports/peers.ts'
import type { KnownActor } from '../route/knowledge.ts'

/**
 * Whom the certificate at an actor's address may belong to: the actor, or a provider that may fetch for it today
 * (`yyyy-MM-dd`); and what is registered for it besides (shs-protocol.md 11).
 */
export function peerAddress(
  url: string,
  { number, registered }: KnownActor,
  status: MessageStatus,
  today: string,
): PeerAddress {
  const providers = (registered?.providers ?? []).filter((right) => rightHolds(right, 'fetch', today))
  return {
    url,
    numbers: [number, ...providers.map((provider) => provider.number)],
    fingerprints: registered?.certificates ?? [],
    pinned: registered?.pinned ?? false,
    side: status,
  }
}
