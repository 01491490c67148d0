import type { CertificateRefusal, CertificateUse } from '../../exchange/ports/trust.ts'
import { chainFault } from './certificate-checks.ts'
import { brokenChain, unknownCa } from './certificate-refusals.ts'
import type { Certificate } from './certificate.ts'
import type { TrustAnchor } from './trust-anchor.ts'

/** A configured CA with the rules of the entry that it stands in. */
export interface Authority {
  readonly certificate: Certificate
  readonly anchor: TrustAnchor
}

export interface FoundChain {
  /** The leaf first, the configured CA last. */
  readonly certificates: readonly Certificate[]
  readonly authority: Authority
}

// A hostile chain may hold many certificates of the same name: each of them costs a signature to try.
const maxSignatures = 32
const maxIssuers = 6

/**
 * Finds a way from the leaf to a configured CA through the intermediates shown, on which everything holds now;
 * else what was wrong on the first way that was tried.
 */
export function findChain(
  leaf: Certificate,
  shown: readonly Certificate[],
  authorities: readonly Authority[],
  now: number,
  use: CertificateUse,
): FoundChain | CertificateRefusal {
  let signatures = 0
  let fault: CertificateRefusal | undefined
  let deepest: readonly Certificate[] = [leaf]

  const issued = (issuer: Certificate, child: Certificate): boolean => {
    // OpenSSL also knows names as equal that are written in different string types.
    if (issuer.subjectName !== child.issuerName && !child.crypto.checkIssued(issuer.crypto)) return false
    if (signatures++ >= maxSignatures) return false
    if (child.crypto.verify(issuer.publicKey)) return true
    fault ??= brokenChain(child, {
      sv: `signaturen är inte gjord av ${issuer.subject}`,
      en: `its signature was not made by ${issuer.subject}`,
    })
    return false
  }
  const extend = (chain: readonly Certificate[], last: Certificate): FoundChain | undefined => {
    for (const authority of authorities) {
      if (!issued(authority.certificate, last)) continue
      const certificates = [...chain, authority.certificate]
      const found = chainFault(certificates, now, authority.anchor.eku, use)
      if (found === undefined) return { certificates, authority }
      fault ??= found
    }
    if (chain.length > maxIssuers) return undefined
    for (const issuer of shown) {
      if (chain.includes(issuer) || !issued(issuer, last)) continue
      const found = extend([...chain, issuer], issuer)
      if (found !== undefined) return found
      deepest = chain.length >= deepest.length ? [...chain, issuer] : deepest
    }
    return undefined
  }

  return extend([leaf], leaf) ?? fault ?? unknownCa(deepest.at(-1) ?? leaf)
}
