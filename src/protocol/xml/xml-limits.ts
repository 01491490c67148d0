/** What one XML document may hold at most; each has its own error, which names it. */
export interface XmlLimits {
  /** Octets of the document. */
  readonly bytes: number
  /** Elements inside one another. */
  readonly depth: number
  /** Attributes of one element. */
  readonly attributes: number
  /** Elements of the document. */
  readonly elements: number
}

/** Limits of a document that describes something: management, agreement, product type. */
export const documentLimits: XmlLimits = { bytes: 1024 * 1024, depth: 16, attributes: 32, elements: 10_000 }
