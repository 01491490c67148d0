import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Words } from '../../protocol/words.ts'

/** Where a value was written. */
export type Place =
  | { readonly kind: 'file'; readonly file: string; readonly line?: number }
  | { readonly kind: 'environment'; readonly variable: string }

/** One thing that is wrong with a settings or registry file: where, what, and what to do about it. */
export interface Problem {
  readonly place: Place
  /** The path of the key (`machines.certificates[0].key`); absent where the fault is the file's. */
  readonly key?: string
  readonly words: Words
  readonly cure: Words
}

/** Where the settings give the first of some keys that they do give; their file where they give none. */
export function placeOf(
  { places, file }: { readonly places: Readonly<Record<string, Place>>; readonly file: string },
  ...keys: readonly string[]
): Place {
  const given = keys.find((key) => places[key] !== undefined) ?? ''
  return places[given] ?? { kind: 'file', file }
}

/** `kvittens.yaml:12`, or the name of the environment variable. */
export function placeText(place: Place): string {
  if (place.kind === 'environment') return place.variable
  return place.line === undefined ? place.file : `${place.file}:${place.line}`
}

/** A problem on one line: place, key, what is wrong, the cure. */
export function problemText({ place, key, words, cure }: Problem, language: 'sv' | 'en'): string {
  return `${placeText(place)}: ${key === undefined ? '' : `${key}: `}${words[language]} ${cure[language]}`
}

/** Settings that the node won't start with; every problem of them is told. */
export class ConfigError extends KvittensError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super('BadSettings', problemsAsParts(problems))
    this.problems = problems
  }
}

/** The words of several problems, a line each. */
export function problemsAsParts(problems: readonly Problem[]): { words: Words } {
  const lines = (language: 'sv' | 'en'): string =>
    problems.map((problem) => problemText(problem, language)).join('\n')
  return { words: { sv: lines('sv'), en: lines('en') } }
}
