import type { Held } from '../agreements/decision.ts'
import type { MessageFault, PassedTransfer } from '../ports/message-log.ts'

/** One receiver of a message, and how it gets there. */
export interface Way {
  /** `orgnr` or `orgnr.internal`. */
  readonly address: string
  readonly commonName?: string
  readonly place: Place
  /** The agreement keeps it waiting. */
  readonly held?: Held
  /** To be remembered for the agreement's peaks, once the message is taken. */
  readonly passed: readonly PassedTransfer[]
}

/** A mailbox in this node, another node by the organisation that it is for, or nowhere: its copy is told why. */
export type Place =
  | { readonly kind: 'mailbox' }
  | { readonly kind: 'remote'; readonly destination: string }
  | { readonly kind: 'nowhere'; readonly fault: MessageFault }
