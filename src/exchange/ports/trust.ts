import type { Words } from '../../protocol/words.ts'

/** What a certificate says of its organisation, once its chain and dates have been found good. */
export interface CertificateFacts {
  /** Ten digits, or absent where the subject holds none. */
  readonly organisationNumber?: string
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string
  /** The subject as a person may read it; for words only, never compared. */
  readonly subject: string
  /** Milliseconds since 1970. */
  readonly notAfter: number
  /** Certificates of a test CA move test messages only. */
  readonly side: 'production' | 'test'
}

/** Why a certificate is not good enough: a stable code, what is wrong in words, and who can mend it. */
export interface CertificateRefusal {
  readonly code: string
  readonly words: Words
  readonly cure: Words
}

/** What a certificate is shown for: by who calls, or by the server that is called. */
export type CertificateUse = 'client' | 'server'

export type Judgement =
  | { readonly good: true; readonly facts: CertificateFacts }
  | { readonly good: false; readonly refusal: CertificateRefusal }

/** Whether a certificate may be believed, and what it says. */
export interface Trust {
  /**
   * `chain`: DER octets, the leaf first, as the handshake brought them; empty when none was shown. Of a caller unless
   * `use` says that a server showed it.
   */
  judge(chain: readonly Uint8Array[], now: number, use?: CertificateUse): Promise<Judgement>
}
