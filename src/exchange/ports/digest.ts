/** A running SHA-256. */
export interface RunningDigest {
  update(bytes: Uint8Array): void
  /** Lower-case hex of everything so far; the digest is spent after it. */
  hex(): string
}

/** SHA-256, which the pure floors can't bring themselves. */
export interface Digest {
  sha256(): RunningDigest
  /** The 32 octets of one whole value's digest. */
  of(bytes: Uint8Array): Uint8Array
}
