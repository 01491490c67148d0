import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsagesExtension,
  X509Certificate,
} from './x509-library.ts'
import type { Certificate } from './certificate.ts'

type Limits = Pick<Certificate, 'isCa' | 'pathLength' | 'keyUsage' | 'extendedKeyUsage' | 'unknownCritical'>

const oid = { keyUsage: '2.5.29.15', basicConstraints: '2.5.29.19', extendedKeyUsage: '2.5.29.37' }

// The first three are honoured; key ids, alternative names, CRL points and policies restrict nothing that is asked here.
const knownExtensions = new Set([
  ...Object.values(oid),
  '2.5.29.14',
  '2.5.29.17',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.35',
])

/**
 * The library's certificate with the extensions as they lie in the DER. Its own `extensions` reads all of them
 * and throws over kinds of alternative name that real certificates hold and nobody here asks for.
 */
class DerCertificate extends X509Certificate {
  get signatureOid(): string {
    return this.asn.signatureAlgorithm.algorithm
  }

  /** What the certificate may be used for. */
  limits(): Limits {
    const rows = this.asn.tbsCertificate.extensions ?? []
    const byType = new Map(rows.map((row) => [row.extnID, row]))
    if (byType.size !== rows.length) throw new TypeError('An extension occurs twice')
    const raw = (type: string): ArrayBuffer | undefined => {
      const row = byType.get(type)
      return row === undefined ? undefined : new Extension(type, row.critical, row.extnValue.buffer).rawData
    }
    const constraints = raw(oid.basicConstraints)
    const usage = raw(oid.keyUsage)
    const extended = raw(oid.extendedKeyUsage)
    const basic = constraints && new BasicConstraintsExtension(constraints)
    return {
      isCa: basic?.ca ?? false,
      pathLength: basic?.pathLength,
      keyUsage: usage && new KeyUsagesExtension(usage).usages,
      extendedKeyUsage: extended && new ExtendedKeyUsageExtension(extended).usages.map(String),
      unknownCritical: rows
        .filter(({ critical, extnID }) => critical && !knownExtensions.has(extnID))
        .map(({ extnID }) => extnID),
    }
  }
}

/** Reads names and limits out of a certificate's DER; throws where it is none. */
export function readDer(der: Uint8Array<ArrayBuffer>): DerCertificate {
  return new DerCertificate(der)
}
