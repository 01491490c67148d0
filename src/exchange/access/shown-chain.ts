/** A certificate of a TLS connection with the one that issued it, as the handshake linked them. */
export interface ShownCertificate {
  /** DER. */
  readonly raw: Uint8Array
  readonly fingerprint256: string
  /** Itself, where it is its own issuer. */
  readonly issuerCertificate?: ShownCertificate | undefined
}

// A hostile chain may be long: Trust looks at no more of it than this.
const maxChain = 10

/** The DER of what the handshake brought, the leaf first, as `Trust.judge` takes it; empty where nothing was shown. */
export function shownChain(leaf: ShownCertificate | undefined): readonly Uint8Array[] {
  const chain: Uint8Array[] = []
  let certificate = leaf
  while (certificate !== undefined && chain.length < maxChain) {
    chain.push(certificate.raw)
    const issuer: ShownCertificate | undefined = certificate.issuerCertificate
    certificate = issuer?.fingerprint256 === certificate.fingerprint256 ? undefined : issuer
  }
  return chain
}
