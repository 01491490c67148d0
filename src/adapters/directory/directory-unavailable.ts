import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Words } from '../../protocol/words.ts'

/** A directory does not answer, or not as it should: the same question may be answered later. */
export class DirectoryUnavailable extends KvittensError {
  /** It answers, and this one question is too much for it: that is no sign of how it fares. */
  readonly thisQuestionOnly: boolean

  constructor(
    directory: string,
    why: Words,
    parts: {
      readonly cure?: Words
      readonly cause?: unknown
      readonly thisQuestionOnly?: boolean
    } = {},
  ) {
    super('DirectoryUnavailable', {
      words: {
        sv: `Katalogen ${directory} kan inte svara: ${why.sv}.`,
        en: `The directory ${directory} cannot answer: ${why.en}.`,
      },
      cure: parts.cure,
      retryable: true,
      cause: parts.cause,
    })
    this.thisQuestionOnly = parts.thisQuestionOnly ?? false
  }
}
