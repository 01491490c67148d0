/** Where in the subject a CA puts the organisation number: an attribute (name or OID) and a pattern of its value. */
export interface NumberRule {
  /** `serialNumber`, `organizationIdentifier`, or an OID. */
  readonly attribute: string
  /** A regular expression; its captures, one after the other, are the ten digits. */
  readonly pattern: string
}

/** One entry of `machines.trust`: CAs that share a rule. */
export interface TrustAnchor {
  /** PEM text, each with one certificate or more; every one of them is trusted as a CA. */
  readonly ca: string | readonly string[]
  /** Absent: the shapes of number that Swedish CAs are known to write, in serialNumber and organizationIdentifier. */
  readonly organisationNumber?: NumberRule
  /** Certificates of a test CA move test messages only. */
  readonly side: 'production' | 'test'
  /** Whether a certificate without extended key usage is refused. */
  readonly eku: 'required' | 'optional'
}
