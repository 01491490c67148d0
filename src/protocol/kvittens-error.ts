import type { Words } from './words.ts'

/** The parts of an error that callers may rely on; `message` is for logs, `words` for people. */
export interface ErrorParts {
  readonly words: Words
  /** Who can do what about it. */
  readonly cure?: Words | undefined
  /** True when the same call may succeed later without any change. */
  readonly retryable?: boolean
  readonly cause?: unknown
}

/**
 * The one base of every error that Kvittens makes itself: a stable code, public words apart from the
 * detail, and whether to try again.
 */
export class KvittensError extends Error {
  readonly code: string
  readonly words: Words
  readonly cure: Words | undefined
  readonly retryable: boolean

  constructor(code: string, parts: ErrorParts) {
    super(parts.words.en, parts.cause === undefined ? undefined : { cause: parts.cause })
    this.name = new.target.name
    this.code = code
    this.words = parts.words
    this.cure = parts.cure
    this.retryable = parts.retryable ?? false
  }
}
