import type { XmlLimits } from '../xml/xml-limits.ts'

/** What one label may hold at most. */
export type LabelLimits = XmlLimits

/** The limits of a label where a node sets no others; 64 KiB is how far into a message its label is looked for. */
export const labelLimits: LabelLimits = { bytes: 64 * 1024, depth: 8, attributes: 32, elements: 4096 }
