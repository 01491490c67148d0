import { readCertificate } from '../../adapters/trust/certificate.ts'
import { certificatesInPem } from '../../adapters/trust/pem.ts'
import type { Words } from '../../protocol/words.ts'
import { certificateDays } from './certificate-days.ts'
import { type Check, outcome } from './check.ts'
import { certificateWords, noCertificate } from './own-certificate.ts'

/** How long the CA certificates of a file are still valid. */
export function trustAnchorDates(
  name: string,
  { file, pem }: { readonly file: string; readonly pem: string },
): Check {
  return {
    name,
    async run() {
      const certificates = certificatesInPem(pem).map(readCertificate)
      if (certificates.length === 0) return outcome(noCertificate(file))
      const verdicts = certificates.map((one) =>
        one === undefined
          ? noCertificate(file)
          : certificateDays(one, certificateWords(one, file), newAnchor),
      )
      return { verdicts, next: [] }
    },
  }
}

const newAnchor: Words = {
  sv: 'Certifikat under den duger inte efter det: hämta utfärdarens nya CA-certifikat, lägg till det, och ta bort det som gått ut.',
  en: "Certificates below it are no good after that: get the issuer's new CA certificate, add it, and remove the one that has expired.",
}
