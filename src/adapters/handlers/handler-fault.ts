import type { HandlerFailure } from '../../exchange/ports/handlers.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Words } from '../../protocol/words.ts'

/**
 * A handler gave no answer, or not the whole of it. Thrown by the file of an answer that breaks off. Its words go to the
 * other organisation; its message, which names the handler and how it showed, is for those who run the node.
 */
export class HandlerFault extends KvittensError {
  readonly because: HandlerFailure['because']

  constructor(because: HandlerFailure['because'], words: Words, detail: string, cause?: unknown) {
    super('HandlerFault', { words, retryable: because !== 'refused', cause })
    this.because = because
    this.message = detail
  }
}

/** It said no; `text` is what it said, made safe. */
export function refused(text: string): HandlerFault {
  const words =
    text === ''
      ? {
          sv: 'Mottagarens system avvisade frågan utan att säga varför.',
          en: "The receiver's system refused the request without saying why.",
        }
      : {
          sv: `Mottagarens system avvisade frågan: ${text}`,
          en: `The receiver's system refused the request: ${text}`,
        }
  return new HandlerFault('refused', words, words.en)
}

/** It could not; `why` tells in few words how that showed. */
export function failed(name: string, why: string, cause?: unknown): HandlerFault {
  return new HandlerFault(
    'failed',
    { sv: 'Mottagarens system kunde inte svara.', en: "The receiver's system could not answer." },
    `${name} could not answer: ${why}`,
    cause,
  )
}

/** Nothing came from it for so many milliseconds. */
export function timedOut(name: string, milliseconds: number): HandlerFault {
  const seconds = milliseconds / 1000
  return new HandlerFault(
    'timeout',
    {
      sv: `Mottagarens system svarade inte inom ${seconds} s.`,
      en: `The receiver's system did not answer within ${seconds} s.`,
    },
    `${name} did not answer within ${seconds} s`,
  )
}

/** The code of an error of the operating system or of TLS (`ECONNREFUSED`), for words. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}
