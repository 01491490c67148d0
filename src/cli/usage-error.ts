import { KvittensError } from '../protocol/kvittens-error.ts'
import type { Words } from '../protocol/words.ts'

/** The command was called in a way that it can't be: exit code 2. */
export class UsageError extends KvittensError {
  constructor(words: Words, cure?: Words) {
    super('Usage', { words, cure })
  }
}
