/** Bounds of one message as it comes in; going beyond one is IllegalMessageStructure, in words that name it. */
export interface MessageLimits {
  /** Octets from the body's first one to the end of the label part (section 2). */
  readonly maxLabelBytes: number
  readonly maxDataParts: number
  /** Octets of the entity's header lines, and of each part's. */
  readonly maxHeaderBytes: number
  /** Lines of the same. */
  readonly maxHeaderLines: number
  /** Octets after the closing boundary. */
  readonly maxEpilogueBytes: number
}

/** What is kept to where a caller names no other bound. */
export const defaultMessageLimits: MessageLimits = {
  maxLabelBytes: 65_536,
  maxDataParts: 1_000,
  maxHeaderBytes: 16_384,
  maxHeaderLines: 100,
  maxEpilogueBytes: 65_536,
}
