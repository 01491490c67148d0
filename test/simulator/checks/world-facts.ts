import type { Label } from '../../../src/protocol/label/label.ts'

/** What is true in the whole world, which no single node knows: the checks hold the nodes against it. */
export interface WorldFacts {
  /** Whether somebody outside a node has a message for good. */
  isElsewhere(txId: string, node: string): boolean
  /** Whether an organisation may answer for another: it is the same, or runs its node. */
  speaksFor(speaker: string, organisation: string): boolean
  /** Whether an organisation can be told of the fate of its messages: it has a mailbox or an address for that. */
  canBeTold(organisation: string): boolean
  /** Whether an organisation's node has taken in whatever came for hours. */
  isWell(organisation: string): boolean
  /** Whether the agreements ask for a confirm; undefined where they were changed under way. */
  wantsConfirm(label: Label): boolean | undefined
}
