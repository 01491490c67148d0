import type { KvittensError } from '../../protocol/kvittens-error.ts'
import { type ShsErrorCode, shsErrorCodes } from '../../protocol/protocol-error.ts'
import type { Words } from '../../protocol/words.ts'
import type { MessageFault } from '../ports/message-log.ts'
import type { PeerFailure, PeerRefusal } from '../ports/peers.ts'

/** A fault with a code of SHS. */
export interface ShsFault extends MessageFault {
  readonly code: ShsErrorCode
}

/** The code that the other node gave, where it is one of SHS, with its words, its id and the URL that was called (shs-protocol.md 7.8). */
export function faultOfRefusal({ code, nodeId, status, words }: PeerRefusal, url: string): ShsFault {
  const whose = nodeId === undefined ? url : `${nodeId} (${url})`
  const said = code === undefined ? String(status) : `${code}, ${status}`
  // Only what speaks SHS gives a code: anything else that knows no such path is no receive service.
  const elsewhere = code === undefined && (status === 404 || status === 405)
  return {
    code: isShsCode(code) ? code : 'MissingDeliveryExecution',
    words: {
      sv: `Mottagarens nod ${whose} nekade (${said}): ${words.sv}${elsewhere ? ` ${wrongAddress.sv}` : ''}`,
      en: `The receiver's node ${whose} refused (${said}): ${words.en}${elsewhere ? ` ${wrongAddress.en}` : ''}`,
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

/** A directory did not say where the message goes. */
export function unansweredFault({ words }: KvittensError): MessageFault {
  return { code: 'MissingDeliveryAddress', words }
}

const wrongAddress: Words = {
  sv: 'Leveransadressen ska vara mottagningstjänstens, med sökvägen (…/shs/rs): låt nodens operatör rätta deliveryAddress i registret, eller mottagaren sin adress i katalogen.',
  en: "The delivery address should be that of the receive service, with its path (…/shs/rs): let the node's operator correct deliveryAddress in the registry, or the receiver its address in the directory.",
}

function isShsCode(code: string | undefined): code is ShsErrorCode {
  return shsErrorCodes.some((known) => known === code)
}
