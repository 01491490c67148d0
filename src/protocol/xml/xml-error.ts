import { ProtocolError, type ShsErrorCode } from '../protocol-error.ts'
import type { Words } from '../words.ts'

/** A `ProtocolError` about an XML document, with the line (from 1) where it was found; the words say it too. */
export class XmlError extends ProtocolError {
  readonly line: number

  constructor(code: ShsErrorCode, words: Words, line: number) {
    super(code, { words: { en: `${words.en} (line ${line}).`, sv: `${words.sv} (rad ${line}).` } })
    this.line = line
  }
}
