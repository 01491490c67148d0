import { type ErrorParts, KvittensError } from './kvittens-error.ts'

/** Every error code of SHS 1.2 (Protocols, error codes; `X-shs-errorcode` and `errorcode` in shs.management). */
export const shsErrorCodes = [
  'IllegalDatapartContent',
  'IllegalEndRecipient',
  'IllegalMessageStructure',
  'IllegalOriginator',
  'IllegalProductType',
  'IllegalReceiver',
  'IllegalSender',
  'IllegalAgreement',
  'MissingAgreement',
  'MissingDeliveryAddress',
  'MissingDeliveryExecution',
  'UnknownProductType',
  'UnknownReceiver',
  'UnknownSender',
  'UnresolvedReceiver',
  'OtherError',
] as const

export type ShsErrorCode = (typeof shsErrorCodes)[number]

/** What a reader throws when bytes are not what the specification says; `code` is the SHS code to answer with. */
export class ProtocolError extends KvittensError {
  declare readonly code: ShsErrorCode

  constructor(code: ShsErrorCode, parts: ErrorParts) {
    super(code, parts)
  }
}

/** A structure fault in both languages: the commonest error of the floor. */
export function illegalStructure(en: string, sv: string, cause?: unknown): ProtocolError {
  return new ProtocolError('IllegalMessageStructure', { words: { en, sv }, cause })
}
