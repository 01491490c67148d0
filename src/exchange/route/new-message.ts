import type { Label } from '../../protocol/label/label.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import type { MessageState, NewMessage, ReceiptId } from '../ports/message-log.ts'
import type { Way } from './way.ts'

/** What of a new message depends on how it gets to its receiver: its state, and what its story says of that. */
export interface Standing {
  readonly message: Pick<NewMessage, 'state' | 'mailbox' | 'handling'>
  readonly fact?: Pick<BusinessFact, 'event' | 'detail' | 'code'>
}

/** How a message stands that goes one way from `at` on. */
export function standingOf(way: Way, at: number, splitOf?: ReceiptId): Standing {
  const copy = splitOf === undefined ? {} : { splitOf }
  const { place, held } = way
  if (place.kind === 'nowhere') {
    const { fault } = place
    return {
      message: { state: 'quarantined', handling: { since: at, attempts: 0, fault, ...copy } },
      fact: { event: 'quarantined', code: fault.code, detail: { code: fault.code, text: fault.words } },
    }
  }
  const destination = place.kind === 'remote' ? { destination: place.destination } : {}
  if (held !== undefined) {
    return {
      message: {
        state: 'held',
        handling: { since: at, due: held.until, attempts: 0, ...destination, ...copy },
      },
      fact: { event: 'held', detail: { text: held.words } },
    }
  }
  if (place.kind === 'remote') {
    return {
      message: { state: 'queued', handling: { since: at, due: at, attempts: 0, ...destination, ...copy } },
      fact: { event: 'queued' },
    }
  }
  const handling = splitOf === undefined ? {} : { handling: { since: at, attempts: 0, ...copy } }
  return { message: { state: 'received', mailbox: way.address, ...handling }, fact: { event: 'delivered' } }
}

/** The state in which a message is taken that nobody can route yet: it is tried at once, and then by the retry steps. */
export function unrouted(at: number): Standing {
  const state: MessageState = 'new'
  return { message: { state, handling: { since: at, due: at, attempts: 0 } } }
}

/** The label with its receiver filled in: address and name. */
export function addressed<L extends Label>(label: L, { address, commonName }: Way): L {
  return { ...label, to: { ...label.to, address, ...(commonName === undefined ? {} : { commonName }) } }
}
