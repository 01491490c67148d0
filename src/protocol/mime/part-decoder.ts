/** Turns a part's raw octets into the file inside, a slice at a time; `end` gives what was held back. */
export interface PartDecoder {
  /** The octets decoded so far and not given before; may be `raw` itself. Throws IllegalDatapartContent. */
  push(raw: Uint8Array): Uint8Array
  /** Throws IllegalDatapartContent where the content is cut off. */
  end(): Uint8Array
}

/** What a coder gives when it has nothing to give. */
export const noOctets: Uint8Array = new Uint8Array(0)
