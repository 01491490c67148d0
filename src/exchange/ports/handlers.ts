import type { MessageStatus } from '../../protocol/label/label.ts'
import type { Words } from '../../protocol/words.ts'

/** What a local handler is told of the request it answers: facts of the label that no handler need parse. */
export interface HandledRequest {
  readonly txId: string
  readonly corrId: string
  readonly contentId: string
  readonly from: string
  readonly to: string
  readonly product: string
  readonly status: MessageStatus
  readonly contentType?: string
  readonly fileName?: string
  readonly bytes: number
  /** The file of the first data part, as the sender had it. */
  readonly file: AsyncIterable<Uint8Array>
}

/** What the handler answers with: one file, read once. */
export interface HandledReply {
  readonly kind: 'answered'
  readonly contentType: string
  readonly fileName?: string
  readonly bytes?: number
  readonly file: AsyncIterable<Uint8Array>
}

export interface HandlerFailure {
  readonly kind: 'failed'
  readonly because: 'refused' | 'failed' | 'timeout'
  /** For the one who asks, at another organisation: nothing of how the handler is run. */
  readonly words: Words
}

/** The actor's own systems that answer synchronous requests, by the names that the settings file lists. */
export interface Handlers {
  /** Whether somebody here answers requests of a product type and a side to an actor. */
  has(actor: string, product: string, status: MessageStatus): boolean
  answer(request: HandledRequest): Promise<HandledReply | HandlerFailure>
}
