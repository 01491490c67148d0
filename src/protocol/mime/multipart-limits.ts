import type { HeaderLimits } from './header-block.ts'

/** Bounds of one multipart body; going beyond one is IllegalMessageStructure, in words that name it. */
export interface MultipartLimits extends HeaderLimits {
  readonly maxParts: number
  /** Octets before the first boundary. */
  readonly maxPreambleBytes: number
  /** Octets after the closing boundary's line. */
  readonly maxEpilogueBytes: number
  /** Blanks after a boundary, on its line. */
  readonly maxPaddingBytes: number
}

/** What is kept to where a caller names no other bound. */
export const defaultMultipartLimits: MultipartLimits = {
  maxHeaderBytes: 16_384,
  maxHeaderLines: 100,
  maxParts: 1_001,
  maxPreambleBytes: 65_536,
  maxEpilogueBytes: 65_536,
  maxPaddingBytes: 256,
}
