/** What a receive service answers a message that was posted to it. */
export type ReceiveAnswer =
  | {
      readonly status: 202
      readonly txId: string
      readonly localId: string
      readonly nodeId: string
      readonly duplicate: boolean
    }
  | {
      readonly status: 400 | 403
      /** `X-shs-errorcode`, where it gives one. */
      readonly code?: string
      readonly nodeId?: string
      readonly text: string
    }
  | { readonly status: 500 | 503; readonly retryAfter?: number; readonly text: string }

/** What a delivery service answers. */
export type DeliveryAnswer<T> =
  | { readonly status: 200; readonly value: T }
  | { readonly status: 400 | 403 | 404 | 409 | 410 | 500; readonly text: string }
