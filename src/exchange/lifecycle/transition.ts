import type { MessageState } from '../ports/message-log.ts'

/** What can happen to a message in this node (shs-protocol.md 9). */
export type Happening =
  | 'queue'
  | 'hold'
  /** Its receiver's mailbox is here. */
  | 'deliver'
  /** The other node has it. */
  | 'send'
  /** A delivery failed and will be tried again. */
  | 'retry'
  | 'split'
  | 'quarantine'
  | 'cancel'
  /** An operator sends it again, or at once; or what held it is over: it is routed anew. */
  | 'release'

const after: Readonly<Record<MessageState, Readonly<Partial<Record<Happening, MessageState>>>>> = {
  new: {
    queue: 'queued',
    hold: 'held',
    deliver: 'received',
    split: 'split',
    retry: 'new',
    release: 'new',
    quarantine: 'quarantined',
    cancel: 'cancelled',
  },
  queued: {
    hold: 'held',
    deliver: 'received',
    send: 'sent',
    retry: 'queued',
    release: 'new',
    quarantine: 'quarantined',
    cancel: 'cancelled',
  },
  held: { hold: 'held', release: 'new', quarantine: 'quarantined', cancel: 'cancelled' },
  // The receiver's node may say later that it could not deliver it.
  sent: { quarantine: 'quarantined', release: 'new' },
  // The receiver may confirm it all the same: its node had it, or was mended.
  quarantined: { send: 'sent', release: 'new', cancel: 'cancelled' },
  received: {},
  cancelled: {},
  split: {},
}

/** The state a message comes to; undefined where that can't happen to one in its state. */
export function transition(state: MessageState, happening: Happening): MessageState | undefined {
  return after[state][happening]
}

/** As `transition`, where the caller has seen to it that it can happen. */
export function stateAfter(state: MessageState, happening: Happening): MessageState {
  const next = transition(state, happening)
  if (next === undefined) throw new Error(`a message that is ${state} was to ${happening}`)
  return next
}
