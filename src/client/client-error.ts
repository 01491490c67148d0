import { type ErrorParts, KvittensError } from '../protocol/kvittens-error.ts'

/** What the other side's answer says besides its words. */
export interface AnswerFacts {
  /** The HTTP status; absent where no answer came. */
  readonly status?: number
  /** The id by which the node knows the refused attempt (`Kvittens-Attempt`). */
  readonly attemptId?: string
}

/**
 * Everything that can go wrong with a call: the network, the other side's certificate, its answer. `code` is its
 * `X-shs-errorcode` where it gave one; `retryable` says that the same call may succeed later.
 */
export class ClientError extends KvittensError {
  readonly status: number | undefined
  readonly attemptId: string | undefined

  constructor(code: string, parts: ErrorParts & AnswerFacts) {
    super(code, parts)
    this.status = parts.status
    this.attemptId = parts.attemptId
  }
}
