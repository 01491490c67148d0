import { type CertificateAuthority, createCertificateAuthority } from '../../src/adapters/trust/issue.ts'
import { certificatesInPem } from '../../src/adapters/trust/pem.ts'

let authority: Promise<CertificateAuthority> | undefined

/** One throw-away CA for all tests of a process; certificates are valid around the present moment. */
export function testAuthority(): Promise<CertificateAuthority> {
  authority ??= createCertificateAuthority({ name: 'Kvittens test CA', now: Date.now() })
  return authority
}

/** DER of a chain given as PEM texts, the leaf first: what a handshake would bring. */
export function chainOf(...pems: readonly string[]): Uint8Array[] {
  return pems.flatMap(certificatesInPem)
}
