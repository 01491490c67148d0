import { ProtocolError } from '../protocol-error.ts'

/** A data part whose content breaks its transfer encoding, in both languages. */
export function illegalContent(en: string, sv: string): ProtocolError {
  return new ProtocolError('IllegalDatapartContent', { words: { en, sv } })
}
