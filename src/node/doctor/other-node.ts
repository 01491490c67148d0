import type { Verdict } from './check.ts'
import type { Handshake, Identity } from './shake-hands.ts'

/** Another machine's node, and how to tell that it is the right one. */
export interface OtherNode {
  /** What its checks are named after: `peer` or `agency`. */
  readonly name: string
  /** The node, or its receive service. */
  readonly url: URL
  /** Absent where the own pair is no good: then nothing is asked over HTTP. */
  readonly identity: Identity | undefined
  readonly ca?: string
  readonly language: 'sv' | 'en'
  /** Whether what it showed is believed. */
  readonly prove: (handshake: Handshake) => Promise<Verdict>
}
