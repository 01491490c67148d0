import type { Label } from '../../protocol/label/label.ts'
import { encodeUtf8 } from '../../protocol/utf8.ts'
import type { Digest } from '../ports/digest.ts'

/**
 * The hash by which the ids of a purged message are known again (shs-protocol.md 5): that of sender, corr.id,
 * content.id, product and status, and a second one that covers the receiver too, where it had one.
 */
export function identityOf(label: Label, digest: Digest): string {
  const ids = [label.status, label.from?.address, label.corrId, label.content.contentId, label.product.id]
  const whole = label.to === undefined ? [] : [hashed([...ids, label.to.address], digest)]
  return [hashed(ids, digest), ...whole].join('.')
}

/** Whether a label bears the ids of a purged message; one of the two may lack a receiver, as in receive/duplicate.ts. */
export function hasIdentity(again: Label, identity: string, digest: Digest): boolean {
  const [ids, whole] = identity.split('.')
  const [ofAgain, wholeOfAgain] = identityOf(again, digest).split('.')
  if (ids !== ofAgain) return false
  return whole === undefined || wholeOfAgain === undefined || whole === wholeOfAgain
}

function hashed(ids: readonly (string | undefined)[], digest: Digest): string {
  const running = digest.sha256()
  // No id holds a zero octet: their boundaries can't be moved.
  running.update(encodeUtf8(ids.map((id) => id ?? '').join('\0')))
  return running.hex()
}
