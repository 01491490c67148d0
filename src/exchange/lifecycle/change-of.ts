import type { Handling, MessageRecord, MessageUpdate } from '../ports/message-log.ts'
import { type Happening, stateAfter } from './transition.ts'

/** The update by which something happens to a message; `handling` is what is known of it from now on. */
export function happening(
  message: MessageRecord,
  what: Happening,
  handling: Omit<Handling, 'splitOf'>,
  more: Pick<MessageUpdate, 'mailbox' | 'readdress'> = {},
): MessageUpdate {
  return {
    receiptId: message.receiptId,
    expectVersion: message.version,
    state: stateAfter(message.state, what),
    handling,
    ...more,
  }
}
