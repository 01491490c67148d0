import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { type Check, ok, told, warn } from './check.ts'

/** Whether one of the certificates names the host by which others call the node: curl and other programs look for it. */
export function certificateHost(host: string, certificatePems: readonly string[]): Check {
  const isNamed = certificatePems.some((pem) => names(pem, host))
  return told(
    'certificate-host',
    isNamed
      ? ok({
          sv: `Certifikatet nämner ${host}, som i machines.publicUrl.`,
          en: `The certificate names ${host}, as machines.publicUrl does.`,
        })
      : warn(
          {
            sv: `Inget certifikat nämner ${host}, som står i machines.publicUrl: SHS-noder går efter organisationsnumret, men curl och andra program går efter namnet och ansluter inte.`,
            en: `No certificate names ${host} of machines.publicUrl: SHS nodes go by the organisation number, but curl and other programs go by the name and do not connect.`,
          },
          {
            sv: `Begär ett certifikat med ${host} som subjectAltName, eller ange i machines.publicUrl ett namn som det har.`,
            en: `Ask for a certificate with ${host} as its subjectAltName, or give in machines.publicUrl a name that it has.`,
          },
        ),
  )
}

function names(pem: string, host: string): boolean {
  try {
    const certificate = new X509Certificate(pem)
    return (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined
  } catch {
    // What is no certificate names nobody; the certificate's own check tells of it.
    return false
  }
}
