import { type Happening, transition } from '../../../src/exchange/lifecycle/transition.ts'
import type { MessageState } from '../../../src/exchange/ports/message-log.ts'

const happenings: readonly Happening[] = [
  'queue',
  'hold',
  'deliver',
  'send',
  'retry',
  'split',
  'quarantine',
  'cancel',
  'release',
]

/** Marks are made on a message without its state changing. */
const marked: ReadonlySet<MessageState> = new Set(['received', 'sent'])

/** States in which a message may be taken in; a copy that goes nowhere is set aside from the start. */
export const firstStates: ReadonlySet<MessageState> = new Set([
  'new',
  'queued',
  'held',
  'received',
  'split',
  'quarantined',
])

/** Whether a message may come from one state to another in one change; what is held may be released and go on at once. */
export function mayBecome(from: MessageState, to: MessageState): boolean {
  if (from === to && marked.has(from)) return true
  const starts = from === 'held' ? ([from, 'new'] as const) : [from]
  return starts.some((start) => happenings.some((happening) => transition(start, happening) === to))
}
