import type { Words } from '../../protocol/words.ts'
import { refusedBy, shsCodeOf } from '../deliver/faults.ts'
import type { HandlerFailure } from '../ports/handlers.ts'
import type { PeerFailure, PeerRefusal } from '../ports/peers.ts'
import { type Refusal, shsRefusal } from '../refusal.ts'

/** The other node said no: what it said comes first, then who it was (shs-protocol.md 7.8). */
export function refusedByPeer(refusal: PeerRefusal, url: string): Refusal {
  const { whose, said, cure = askReceiver } = refusedBy(refusal, url)
  const passes = refusal.retryAfter !== undefined
  const next = passes ? askAgain : cure
  return shsRefusal(shsCodeOf(refusal), {
    words: refusal.words,
    cure: {
      sv: `Det svarade mottagarens nod ${whose}: ${said}. ${next.sv}`,
      en: `That is what the receiver's node ${whose} answered: ${said}. ${next.en}`,
    },
    retryable: passes,
  })
}

/** No answer that counts came from the other node. */
export function peerSilent({ because, words, cure }: PeerFailure): Refusal {
  // A certificate that is not right is so the next time too.
  const passes = because !== 'tls' && because !== 'wrongPeer'
  return shsRefusal('MissingDeliveryExecution', {
    words,
    cure: cure ?? (passes ? askAgain : undefined),
    retryable: passes,
  })
}

/** The receiver's own system gave no answer. */
export function notHandled({ because, words }: HandlerFailure): Refusal {
  const passes = because !== 'refused'
  return shsRefusal('MissingDeliveryExecution', {
    words,
    cure: passes ? askAgain : undefined,
    retryable: passes,
  })
}

const askAgain: Words = { sv: 'Ställ frågan igen om en stund.', en: 'Ask again in a while.' }
const askReceiver: Words = {
  sv: 'Fråga mottagaren, om orden inte räcker.',
  en: 'Ask the receiver, if its words are not enough.',
}
