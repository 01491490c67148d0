import type { HandlerFailure } from '../../exchange/ports/handlers.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Words } from '../../protocol/words.ts'

/** A handler gave no answer, or not the whole of it. Thrown by the file of an answer that breaks off. */
export class HandlerFault extends KvittensError {
  readonly because: HandlerFailure['because']

  constructor(because: HandlerFailure['because'], words: Words, cause?: unknown) {
    super('HandlerFault', { words, retryable: because !== 'refused', cause })
    this.because = because
  }
}

/** It said no; `text` is what it said, made safe, `sign` what stands there where it said nothing. */
export function refused(text: string, sign: string): HandlerFault {
  const said = text === '' ? ` (${sign}).` : `: ${text}`
  return new HandlerFault('refused', {
    sv: `Mottagarens system avvisade frågan${said}`,
    en: `The receiver's system refused the request${said}`,
  })
}

/** It could not; `why` tells in few words how that showed. */
export function failed(name: string, why: Words, cause?: unknown): HandlerFault {
  return new HandlerFault(
    'failed',
    {
      sv: `Mottagarens system ${name} kunde inte svara: ${why.sv}.`,
      en: `The receiver's system ${name} could not answer: ${why.en}.`,
    },
    cause,
  )
}

/** Nothing came from it for so many milliseconds. */
export function timedOut(name: string, milliseconds: number): HandlerFault {
  const seconds = milliseconds / 1000
  return new HandlerFault('timeout', {
    sv: `Mottagarens system ${name} svarade inte inom ${seconds} s.`,
    en: `The receiver's system ${name} did not answer within ${seconds} s.`,
  })
}

/** The code of an error of the operating system or of TLS (`ECONNREFUSED`), for words. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}
