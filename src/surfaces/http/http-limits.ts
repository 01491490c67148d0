/** The limits of a listener; each has the name of its setting under `limits`. */
export interface HttpLimits {
  /** Octets of a request's line and headers together; over it: 431. */
  readonly maxHeaderBytes: number
  /** Milliseconds until a request's headers must be there; over it: 408. */
  readonly headersTimeout: number
  /** Milliseconds without an octet, in a body or between requests; over it: 408, or the connection ends. */
  readonly idleTimeout: number
  /** A body must come at this many octets a second at least, counted after the first `idleTimeout`; over it: 408. */
  readonly minBytesPerSecond: number
  /** Octets of a refused body that are read away, so that the words of the refusal arrive. */
  readonly maxDiscardedBytes: number
  /** Connections at once; further ones are closed. */
  readonly maxConnections: number
  /** Milliseconds that running requests get at a stop. */
  readonly drainTimeout: number
}
