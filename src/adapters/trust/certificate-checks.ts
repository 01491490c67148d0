import type { KeyObject } from 'node:crypto'
import type { CertificateRefusal, CertificateUse } from '../../exchange/ports/trust.ts'
import type { Certificate } from './certificate.ts'
import {
  brokenChain,
  expired,
  notYetValid,
  unknownCritical,
  weak,
  wrongKeyUsage,
} from './certificate-refusals.ts'

const digitalSignature = 1
const keyCertSign = 32
const extendedUses = { client: '1.3.6.1.5.5.7.3.2', server: '1.3.6.1.5.5.7.3.1' } as const
const anyUsage = '2.5.29.37.0'

const goodCurves = new Set(['prime256v1', 'secp384r1', 'secp521r1', 'ed25519', 'ed448'])

// MD2, MD4, MD5 and SHA-1 with RSA; SHA-1 with DSA and with ECDSA.
const weakSignatures = new Set([
  '1.2.840.113549.1.1.2',
  '1.2.840.113549.1.1.3',
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10040.4.3',
  '1.2.840.10045.4.1',
])

/** What is wrong with a chain whose signatures hold, the leaf first and a configured CA last; undefined: nothing. */
export function chainFault(
  chain: readonly Certificate[],
  now: number,
  eku: 'required' | 'optional',
  use: CertificateUse,
): CertificateRefusal | undefined {
  const [leaf, ...issuers] = chain
  if (leaf === undefined) return undefined
  const fault =
    dateFault(leaf, now) ??
    keyFault(leaf) ??
    extensionFault(leaf) ??
    signatureFault(leaf) ??
    usageFault(leaf, eku, use)
  if (fault !== undefined) return fault
  let issuersBelow = 0
  for (const [index, issuer] of issuers.entries()) {
    const configured = index === issuers.length - 1
    const fault = dateFault(issuer, now) ?? keyFault(issuer) ?? issuerFault(issuer, issuersBelow)
    if (fault !== undefined) return fault
    // The operator has vouched for a configured CA; what its own issuer said of it no longer counts.
    const shown = configured
      ? undefined
      : (extensionFault(issuer) ?? signatureFault(issuer) ?? chainUsageFault(issuer, use))
    if (shown !== undefined) return shown
    if (issuer.subjectName !== issuer.issuerName) issuersBelow++
  }
  return undefined
}

function dateFault(certificate: Certificate, now: number): CertificateRefusal | undefined {
  if (now < certificate.notBefore) return notYetValid(certificate)
  // Dates have whole seconds, and the last one belongs to the validity (RFC 5280 4.1.2.5).
  return now >= certificate.notAfter + 1000 ? expired(certificate) : undefined
}

function keyFault(certificate: Certificate): CertificateRefusal | undefined {
  const weakness = keyWeakness(certificate.publicKey)
  return weakness === undefined ? undefined : weak(certificate, 'key', weakness)
}

function keyWeakness({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): string | undefined {
  const type: string = asymmetricKeyType ?? '?'
  if (type === 'rsa' || type === 'rsa-pss') {
    const bits = details?.modulusLength ?? 0
    return bits >= 2048 ? undefined : `RSA ${bits}`
  }
  const name = type === 'ec' ? (details?.namedCurve ?? 'EC') : type
  return goodCurves.has(name) ? undefined : name
}

function extensionFault(certificate: Certificate): CertificateRefusal | undefined {
  const [oid] = certificate.unknownCritical
  return oid === undefined ? undefined : unknownCritical(certificate, oid)
}

function signatureFault(certificate: Certificate): CertificateRefusal | undefined {
  return weakSignatures.has(certificate.signatureAlgorithm)
    ? weak(certificate, 'signature', certificate.signatureAlgorithm)
    : undefined
}

function usageFault(
  leaf: Certificate,
  eku: 'required' | 'optional',
  use: CertificateUse,
): CertificateRefusal | undefined {
  if (leaf.keyUsage !== undefined && (leaf.keyUsage & digitalSignature) === 0) {
    return wrongKeyUsage(leaf, 'digitalSignature')
  }
  if (leaf.extendedKeyUsage === undefined) {
    return eku === 'required' ? wrongKeyUsage(leaf, `extendedKeyUsage ${use}Auth`) : undefined
  }
  return leaf.extendedKeyUsage.includes(extendedUses[use])
    ? undefined
    : wrongKeyUsage(leaf, `extendedKeyUsage ${use}Auth`)
}

function issuerFault(issuer: Certificate, issuersBelow: number): CertificateRefusal | undefined {
  if (!issuer.isCa) {
    return brokenChain(issuer, {
      sv: 'det är inget utfärdarcertifikat',
      en: 'it is not the certificate of a CA',
    })
  }
  if (issuer.keyUsage !== undefined && (issuer.keyUsage & keyCertSign) === 0)
    return wrongKeyUsage(issuer, 'keyCertSign')
  if (issuer.pathLength !== undefined && issuersBelow > issuer.pathLength) {
    return brokenChain(issuer, {
      sv: `det tillåter högst ${issuer.pathLength} utfärdare under sig`,
      en: `it allows at most ${issuer.pathLength} CAs below it`,
    })
  }
  return undefined
}

/** An intermediate that names uses limits those below it, as OpenSSL and the browsers read it. */
function chainUsageFault(issuer: Certificate, use: CertificateUse): CertificateRefusal | undefined {
  const usages = issuer.extendedKeyUsage
  return usages === undefined || usages.includes(extendedUses[use]) || usages.includes(anyUsage)
    ? undefined
    : wrongKeyUsage(issuer, `extendedKeyUsage ${use}Auth`)
}
