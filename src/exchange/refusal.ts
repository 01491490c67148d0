import { type ErrorParts, KvittensError } from '../protocol/kvittens-error.ts'
import type { ShsErrorCode } from '../protocol/protocol-error.ts'
import type { ReceiptId } from './ports/message-log.ts'

/** What kind of no it is; a surface turns it into its own status. */
export type RefusalKind =
  | 'shs'
  | 'badRequest'
  | 'forbidden'
  | 'notFound'
  | 'busy'
  | 'unavailable'
  | 'gone'
  | 'timeout'
  | 'brokenOff'

/** A no that was decided: nothing of it is kept as a message. */
export class Refusal extends KvittensError {
  readonly kind: RefusalKind
  /** The id by which the attempt can be found in the ledger, once it is written there. */
  attemptId: ReceiptId | undefined

  constructor(kind: RefusalKind, code: string, parts: ErrorParts) {
    super(code, parts)
    this.kind = kind
  }
}

/** A refusal by the rules of SHS (Protocols, error codes). */
export function shsRefusal(code: ShsErrorCode, parts: ErrorParts): Refusal {
  return new Refusal('shs', code, parts)
}
