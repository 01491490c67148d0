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
export function faultOfRefusal(refusal: PeerRefusal, url: string): ShsFault {
  const { whose, said, cure } = refusedBy(refusal, url)
  // Quoted: its words speak of "this node" and mean itself.
  const { sv, en } = refusal.words
  return {
    code: shsCodeOf(refusal),
    words: {
      sv: `Mottagarens nod ${whose} nekade (${said}): "${sv}"${cure === undefined ? '' : ` ${cure.sv}`}`,
      en: `The receiver's node ${whose} refused (${said}): "${en}"${cure === undefined ? '' : ` ${cure.en}`}`,
    },
  }
}

/** The code of a refusal by another node, where it is one of SHS. */
export function shsCodeOf({ code }: PeerRefusal): ShsErrorCode {
  return shsErrorCodes.find((known) => known === code) ?? 'MissingDeliveryExecution'
}

/** Who refused, by its id and the URL that was called, with which code and status; and the cure where it is the URL. */
export function refusedBy(
  { code, nodeId, status }: PeerRefusal,
  url: string,
): { readonly whose: string; readonly said: string; readonly cure?: Words } {
  // Only what speaks SHS gives a code: anything else that knows no such path is no receive service.
  const elsewhere = code === undefined && (status === 404 || status === 405)
  return {
    whose: nodeId === undefined ? url : `${nodeId} (${url})`,
    said: code === undefined ? String(status) : `${code}, ${status}`,
    ...(elsewhere ? { cure: wrongAddress } : {}),
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

const wrongAddress: Words = {
  sv: 'Leveransadressen ska vara mottagningstjänstens, med sökvägen (…/shs/rs): låt den här nodens operatör rätta deliveryAddress i registret, eller mottagaren sin adress i katalogen.',
  en: "The delivery address should be that of the receive service, with its path (…/shs/rs): let this node's operator correct deliveryAddress in the registry, or the receiver its address in the directory.",
}
