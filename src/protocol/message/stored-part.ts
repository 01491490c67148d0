/** One data part as it came: where its raw octets lie in the body, its own header lines, and the file inside. */
export interface PartIndex {
  /** The part's header lines as they came, each without its line end; one character an octet (ISO-8859-1). */
  readonly headers: readonly string[]
  readonly contentType?: string
  readonly transferEncoding: string
  readonly fileName?: string
  /** Octets of raw content before this part in the body (the raw contents of all parts, one after the other). */
  readonly offset: number
  /** Raw octets, in the transfer encoding it came in. */
  readonly length: number
  /** Octets of the file as the sender had it, before any transfer encoding. */
  readonly bytes: number
  /** SHA-256 of the file as the sender had it, lower-case hex. */
  readonly sha256: string
}

/** Octets of the files of all parts, as their sender had them. */
export function fileBytes(parts: readonly Pick<PartIndex, 'bytes'>[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0)
}
