import type { Meta } from '../label/label.ts'

/** `shs.management` 1.2 (section 4): what a confirm or error message says of the message with the same ids. */
export interface Management {
  readonly corrId: string
  readonly contentId: string
  /** `yyyy-MM-ddTHH:mm:ss`, local time, no zone. */
  readonly datetime: string
  readonly kind: 'confirmation' | 'error'
  readonly appinfo: readonly Meta[]
  /** An SHS code, or a peer's own; absent where a peer left it empty. Of an error only. */
  readonly errorCode?: string
  /** Text for people, at times with the remote's headers and body in it. Of an error only. */
  readonly errorInfo?: string
}
