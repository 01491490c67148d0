import type { Words } from '../../protocol/words.ts'

/** JSON Schema of one value (draft 2020-12). */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** A kind of scalar: how its text is read, what is expected, and its JSON Schema. */
export interface ValueType<T> {
  /** Undefined where the text is no such value. `folder` is where relative paths start. */
  parse(text: string, folder: string): T | undefined
  /** Completes "expected …". */
  readonly expected: Words
  /** What is wrong, in a sentence, with a text that is nearly a value; undefined where `expected` says it best. */
  readonly nearly?: (text: string) => Words | undefined
  readonly schema: JsonSchema
  /** Any value of the type, to stand in for one that is missing or wrong. */
  readonly example: T
}
