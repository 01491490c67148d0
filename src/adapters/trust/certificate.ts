import { type KeyObject, X509Certificate as CryptoCertificate } from 'node:crypto'
import { readDer } from './certificate-der.ts'
import { describeSubject, type SubjectAttribute, subjectAttributes } from './subject-attributes.ts'

/** A certificate as the checks need it; extensions and names are read from its DER, never from printed text. */
export interface Certificate {
  /** For signatures, which node:crypto verifies faster than WebCrypto does. */
  readonly crypto: CryptoCertificate
  readonly publicKey: KeyObject
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string
  /** The subject and the issuer as a person may read them; for words only. */
  readonly subject: string
  readonly issuer: string
  readonly attributes: readonly SubjectAttribute[]
  /** DER of the names, hex: equal octets are equal names. */
  readonly subjectName: string
  readonly issuerName: string
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  readonly isCa: boolean
  readonly pathLength: number | undefined
  /** Bits as in `KeyUsageFlags`; absent where the certificate has no such extension. */
  readonly keyUsage: number | undefined
  /** OIDs; absent where the certificate has no such extension. */
  readonly extendedKeyUsage: readonly string[] | undefined
  /** OIDs of critical extensions that this node does not know how to honour. */
  readonly unknownCritical: readonly string[]
  /** OID. */
  readonly signatureAlgorithm: string
}

/** Reads a certificate's DER; undefined where it is none, or says one thing twice. */
export function readCertificate(der: Uint8Array): Certificate | undefined {
  try {
    return read(new CryptoCertificate(der))
  } catch {
    // Whatever a parser dislikes about octets from outside, the judgement is the same: unreadable.
    return undefined
  }
}

function read(crypto: CryptoCertificate): Certificate {
  const der = readDer(new Uint8Array(crypto.raw))
  const fingerprint = crypto.fingerprint256.replaceAll(':', '').toLowerCase()
  const attributes = subjectAttributes(der.subjectName)
  return {
    crypto,
    publicKey: crypto.publicKey,
    fingerprint,
    subject: describeSubject(attributes) ?? `SHA-256 ${fingerprint.slice(0, 16)}…`,
    issuer: describeSubject(subjectAttributes(der.issuerName)) ?? '?',
    attributes,
    subjectName: hex(der.subjectName.toArrayBuffer()),
    issuerName: hex(der.issuerName.toArrayBuffer()),
    notBefore: crypto.validFromDate.getTime(),
    notAfter: crypto.validToDate.getTime(),
    ...der.limits(),
    signatureAlgorithm: der.signatureOid,
  }
}

function hex(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('hex')
}
