/** What a receive service answers a message that was posted to it. */
export type ReceiveAnswer =
  | {
      readonly status: 202
      readonly txId: string
      readonly localId: string
      readonly nodeId: string
      readonly duplicate: boolean
    }
  /** A synchronous request was answered: the reply message is the answer's body. */
  | { readonly status: 200; readonly contentType: string }
  | {
      readonly status: 400 | 403
      /** `X-shs-errorcode`, where it gives one. */
      readonly code?: string
      readonly nodeId?: string
      readonly text: string
    }
  /** 429 and 503 may say when to come again, in milliseconds. */
  | { readonly status: 429 | 500 | 503; readonly retryAfter?: number; readonly text: string }

/** What a delivery service answers. */
export type DeliveryAnswer<T> =
  | { readonly status: 200; readonly value: T }
  | { readonly status: 400 | 403 | 404 | 409 | 410 | 500 | 503; readonly text: string }
