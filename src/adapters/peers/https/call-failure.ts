import { ClientError } from '../../../client/client-error.ts'
import type { PeerFailure } from '../../../exchange/ports/peers.ts'

/** What an error of a call means to who called. */
export function callFailure(error: ClientError): PeerFailure {
  return {
    kind: 'failed',
    because: reasons[error.code] ?? 'connection',
    words: error.words,
    ...(error.cure === undefined ? {} : { cure: error.cure }),
  }
}

const reasons: Readonly<Record<string, PeerFailure['because']>> = {
  WrongPeer: 'wrongPeer',
  NoTls: 'tls',
  UntrustedServer: 'tls',
  TimedOut: 'timeout',
  AnsweredTooEarly: 'server',
  TooManyRequests: 'busy',
  Ending: 'ending',
}

/** So many requests to it are being answered already that one more has not come to its turn. */
export function busyDestination(name: string, milliseconds: number): ClientError {
  const seconds = milliseconds / 1000
  return new ClientError('TooManyRequests', {
    words: {
      sv: `Så många frågor till ${name} besvaras redan att den här inte kom fram inom ${seconds} s.`,
      en: `So many requests to ${name} are being answered already that this one did not get through within ${seconds} s.`,
    },
    cure: {
      sv: 'Ställ frågan igen om en stund; hur många som ställs på en gång är delivery.perDestination.',
      en: 'Ask again in a while; how many are asked at once is delivery.perDestination.',
    },
    retryable: true,
  })
}

/** This node closes its calls. */
export function ending(): ClientError {
  return new ClientError('Ending', {
    words: {
      sv: 'Sändningen avbröts: den här noden stängs.',
      en: 'The sending was broken off: this node is closing.',
    },
    retryable: true,
  })
}

/** A delivery address that no call can go to. */
export function badUrl(url: string): ClientError {
  // A name and a password in it are nobody's business.
  const text = url.replace(/\/\/[^/]*@/, '//').slice(0, 200)
  return new ClientError('BadUrl', {
    words: {
      sv: `Mottagarens leveransadress är ingen https-adress: ${text}`,
      en: `The receiver's delivery address is no https address: ${text}`,
    },
    cure: {
      sv: 'Rätta adressen i registret (deliveryAddress), eller be mottagaren rätta den i katalogen.',
      en: 'Correct the address in the registry (deliveryAddress), or ask the receiver to correct it in the directory.',
    },
  })
}
