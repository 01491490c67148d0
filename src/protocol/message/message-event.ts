import type { Label } from '../label/label.ts'

/** One data part before its content: its header lines as they came, and what they tell. */
export interface PartEvent {
  readonly kind: 'part'
  /** Counted from 0; the label is not counted. */
  readonly index: number
  /** As in `PartIndex`: without line ends, one character an octet; a folded line is several lines. */
  readonly headers: readonly string[]
  /** As it came, unfolded, with its parameters. */
  readonly contentType?: string
  /** Lower case; one of RFC 2045's, 7bit where the part names none. */
  readonly transferEncoding: string
  readonly fileName?: string
}

/**
 * What a message consists of, in order: `label`, (`part`, `data`*, `part-end`)*, `end`. `bytes` are raw octets in the
 * part's transfer encoding, never none, and mostly a view of a pushed chunk.
 */
export type MessageEvent =
  | { readonly kind: 'label'; readonly label: Label }
  | PartEvent
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'part-end' }
  | { readonly kind: 'end' }
