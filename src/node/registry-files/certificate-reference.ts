import { createHash, X509Certificate } from 'node:crypto'
import { certificatesInPem } from '../../adapters/trust/pem.ts'
import type { ValueType } from '../config/value-type.ts'

/**
 * A certificate that speaks for an actor: a SHA-256 fingerprint in hex, colons or not, or a certificate in PEM.
 * Read as the fingerprint in lower-case hex, which is what a caller's certificate is compared by.
 */
export const certificateReference: ValueType<string> = {
  parse(text) {
    const fingerprint = text.trim().replaceAll(':', '').toLowerCase()
    if (/^[0-9a-f]{64}$/.test(fingerprint)) return fingerprint
    const [der, ...more] = certificatesInPem(text)
    return der === undefined || more.length > 0 || !isCertificate(der)
      ? undefined
      : createHash('sha256').update(der).digest('hex')
  },
  expected: {
    sv: 'ett SHA-256-fingeravtryck (64 hexadecimala siffror) eller ett certifikat i PEM',
    en: 'a SHA-256 fingerprint (64 hexadecimal digits) or one certificate in PEM',
  },
  schema: { type: 'string', minLength: 64 },
  example: '0'.repeat(64),
}

function isCertificate(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).raw.equals(der)
  } catch {
    // No certificate, whatever OpenSSL's reason is.
    return false
  }
}
