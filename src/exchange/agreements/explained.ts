import type { Words } from '../../protocol/words.ts'

/** What is so, and who can do what about it. */
export interface Explained {
  readonly words: Words
  readonly cure: Words
}
