import type { KvittensError } from '../../protocol/kvittens-error.ts'
import { type ShsErrorCode, shsErrorCodes } from '../../protocol/protocol-error.ts'
import type { MessageFault } from '../ports/message-log.ts'
import type { PeerFailure, PeerRefusal } from '../ports/peers.ts'

/** A fault with a code of SHS. */
export interface ShsFault extends MessageFault {
  readonly code: ShsErrorCode
}

/** The code that the other node gave, where it is one of SHS, with its id and its words (shs-protocol.md 7.8). */
export function faultOfRefusal({ code, nodeId, status, words }: PeerRefusal): ShsFault {
  const from = nodeId ?? ''
  return {
    code: isShsCode(code) ? code : 'MissingDeliveryExecution',
    words: {
      sv: `Mottagarens nod ${from} nekade (${[code, status].filter((one) => one !== undefined).join(', ')}): ${words.sv}`,
      en: `The receiver's node ${from} refused (${[code, status].filter((one) => one !== undefined).join(', ')}): ${words.en}`,
    },
  }
}

/** A call that brought no answer that counts. */
export function faultOfFailure({ words, cure }: PeerFailure): MessageFault {
  return {
    code: 'MissingDeliveryExecution',
    words: cure === undefined ? words : { sv: `${words.sv} ${cure.sv}`, en: `${words.en} ${cure.en}` },
  }
}

/** A directory did not say where the message goes; whether there is an address nobody knows. */
export function unansweredFault({ code, words }: KvittensError): MessageFault {
  return { code, words }
}

function isShsCode(code: string | undefined): code is ShsErrorCode {
  return shsErrorCodes.some((known) => known === code)
}
