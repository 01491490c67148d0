import type { CertificateRefusal } from '../../exchange/ports/trust.ts'
import type { Words } from '../../protocol/words.ts'
import type { Certificate } from './certificate.ts'
import type { SubjectNumber } from './subject-number.ts'

const newCertificate: Words = {
  sv: 'Certifikatets innehavare behöver ett nytt organisationscertifikat från utfärdaren.',
  en: 'The holder of the certificate needs a new organisation certificate from the issuer.',
}

/** No certificate came with the handshake. */
export function noCertificate(): CertificateRefusal {
  return {
    code: 'NoCertificate',
    words: {
      sv: 'Anropet visade inget klientcertifikat.',
      en: 'The call showed no client certificate.',
    },
    cure: {
      sv: 'Anropa med organisationens certifikat och nyckel (curl: --cert och --key).',
      en: "Call with the organisation's certificate and key (curl: --cert and --key).",
    },
  }
}

/** Octets that are no certificate, or one that says the same thing twice. */
export function unreadable(): CertificateRefusal {
  return {
    code: 'UnreadableCertificate',
    words: {
      sv: 'Det visade certifikatet går inte att läsa som X.509.',
      en: 'The certificate shown cannot be read as X.509.',
    },
    cure: newCertificate,
  }
}

/** The search ended at a certificate whose issuer is not among the configured CAs, nor was shown. */
export function unknownCa(last: Certificate): CertificateRefusal {
  const selfSigned = last.subjectName === last.issuerName
  return {
    code: 'UnknownCa',
    words: selfSigned
      ? {
          sv: `Certifikatet ${name(last)} har utfärdat sig självt och finns inte bland nodens betrodda utfärdare.`,
          en: `The certificate ${name(last)} is issued by itself and is not among the CAs that this node trusts.`,
        }
      : {
          sv: `Certifikatet ${name(last)} är utfärdat av ${last.issuer}, som inte finns bland nodens betrodda utfärdare.`,
          en: `The certificate ${name(last)} is issued by ${last.issuer}, which is not among the CAs that this node trusts.`,
        },
    cure: {
      sv: `Använd ett certifikat från en betrodd utfärdare. Är ${last.issuer} en mellanliggande utfärdare: skicka med dess certifikat, eller be den här nodens operatör lägga in det i machines.trust.`,
      en: `Use a certificate of a trusted CA. If ${last.issuer} is an intermediate CA: send its certificate along, or ask this node's operator to add it to machines.trust.`,
    },
  }
}

/** A link of the chain does not hold. */
export function brokenChain(certificate: Certificate, why: Words): CertificateRefusal {
  return {
    code: 'BrokenChain',
    words: {
      sv: `Kedjan från certifikatet ${name(certificate)} håller inte: ${why.sv}.`,
      en: `The chain from the certificate ${name(certificate)} does not hold: ${why.en}.`,
    },
    cure: {
      sv: 'Certifikatets innehavare behöver skicka utfärdarens hela och rätta kedja; annars rättar utfärdaren den.',
      en: "The holder needs to send the issuer's whole and right chain; otherwise the issuer has to mend it.",
    },
  }
}

/** Its last moment has passed. */
export function expired(certificate: Certificate): CertificateRefusal {
  return {
    code: 'CertificateExpired',
    words: {
      sv: `Certifikatet ${name(certificate)} gick ut ${time(certificate.notAfter)}.`,
      en: `The certificate ${name(certificate)} expired at ${time(certificate.notAfter)}.`,
    },
    cure: certificate.isCa ? otherIssuer(certificate) : newCertificate,
  }
}

/** Its first moment is still to come. */
export function notYetValid(certificate: Certificate): CertificateRefusal {
  return {
    code: 'CertificateNotYetValid',
    words: {
      sv: `Certifikatet ${name(certificate)} gäller först från ${time(certificate.notBefore)}.`,
      en: `The certificate ${name(certificate)} is not valid before ${time(certificate.notBefore)}.`,
    },
    cure: {
      sv: 'Vänta till dess eller använd det tidigare certifikatet; stämmer inte tiden, kontrollera klockorna.',
      en: 'Wait until then or use the earlier certificate; if the time looks wrong, check the clocks.',
    },
  }
}

/** A key or a signature that can be forged. */
export function weak(certificate: Certificate, what: 'key' | 'signature', found: string): CertificateRefusal {
  return {
    code: what === 'key' ? 'WeakKey' : 'WeakSignature',
    words:
      what === 'key'
        ? {
            sv: `Certifikatet ${name(certificate)} har en för svag nyckel (${found}); minst RSA 2048 eller P-256 krävs.`,
            en: `The certificate ${name(certificate)} has too weak a key (${found}); at least RSA 2048 or P-256 is needed.`,
          }
        : {
            sv: `Certifikatet ${name(certificate)} är signerat med en metod som inte längre är säker (${found}).`,
            en: `The certificate ${name(certificate)} is signed by a method that is no longer safe (${found}).`,
          },
    cure: certificate.isCa ? otherIssuer(certificate) : newCertificate,
  }
}

/** It may not be used for this. */
export function wrongKeyUsage(certificate: Certificate, lacks: string): CertificateRefusal {
  return {
    code: 'WrongKeyUsage',
    words: {
      sv: `Certifikatet ${name(certificate)} får inte användas så här: ${lacks} saknas i dess nyckelanvändning.`,
      en: `The certificate ${name(certificate)} may not be used like this: its key usage lacks ${lacks}.`,
    },
    cure: certificate.isCa ? otherIssuer(certificate) : newCertificate,
  }
}

/** It holds a critical extension, which forbids its use to those who don't know that extension (RFC 5280 4.2). */
export function unknownCritical(certificate: Certificate, oid: string): CertificateRefusal {
  return {
    code: 'UnknownCriticalExtension',
    words: {
      sv: `Certifikatet ${name(certificate)} har ett kritiskt tillägg som noden inte känner (${oid}).`,
      en: `The certificate ${name(certificate)} has a critical extension that this node does not know (${oid}).`,
    },
    cure: certificate.isCa ? otherIssuer(certificate) : newCertificate,
  }
}

/** The subject's number is there and is not good enough. */
export function badNumber(
  certificate: Certificate,
  found: Exclude<SubjectNumber, { kind: 'none' | 'oneNumber' }>,
): CertificateRefusal {
  switch (found.kind) {
    case 'conflict':
      return {
        code: 'ConflictingOrganisationNumbers',
        words: {
          sv: `Certifikatet ${name(certificate)} anger flera organisationsnummer: ${found.numbers.join(', ')}.`,
          en: `The certificate ${name(certificate)} states several organisation numbers: ${found.numbers.join(', ')}.`,
        },
        cure: newCertificate,
      }
    case 'wrongCheckDigit':
      return {
        code: 'WrongCheckDigit',
        words: {
          sv: `Organisationsnumret ${found.number} i certifikatet ${name(certificate)} har fel kontrollsiffra.`,
          en: `The organisation number ${found.number} in the certificate ${name(certificate)} has a wrong check digit.`,
        },
        cure: newCertificate,
      }
    case 'wrongCountry':
      return {
        code: 'WrongCountry',
        words: {
          sv: `Certifikatet ${name(certificate)} har ett organisationsnummer men ett annat land än SE i sitt subject.`,
          en: `The certificate ${name(certificate)} holds an organisation number but a country other than SE in its subject.`,
        },
        cure: newCertificate,
      }
  }
}

function name({ subject, fingerprint }: Certificate): string {
  return subject.startsWith('SHA-256 ') ? subject : `${subject} (SHA-256 ${fingerprint.slice(0, 16)}…)`
}

function time(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function otherIssuer(ca: Certificate): Words {
  return {
    sv: `Utfärdaren ${ca.subject} behöver ett nytt utfärdarcertifikat, som nodens operatör lägger in i machines.trust.`,
    en: `The CA ${ca.subject} needs a new CA certificate, which the node's operator adds to machines.trust.`,
  }
}
