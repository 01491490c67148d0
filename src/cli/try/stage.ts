import { setTimeout as after } from 'node:timers/promises'
import type { TwoNodePaths } from '../../node/trial/trial-paths.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Words } from '../../protocol/words.ts'
import type { Language } from '../command.ts'
import { safeLines } from '../safe-text.ts'
import { curlWords, ownWords } from './command-words.ts'
import type { Caller, WebAnswer, WebCall } from './web-call.ts'

/** What the tour shows as it goes. */
export interface Narrator {
  /** A step is about to be made by this command. */
  step(title: string, command: readonly string[]): void
  /** What came of it. */
  result(lines: readonly string[]): void
}

export interface StageOptions {
  readonly paths: TwoNodePaths
  readonly call: Caller
  /** Whether the calls are curl's; else our own client's. */
  readonly withCurl: boolean
  readonly narrator: Narrator
  readonly language: Language
  readonly signal: AbortSignal
}

/** How long a message may take between two nodes of one machine, in milliseconds. */
const patience = 30_000
/** Between two looks for what is on its way, in milliseconds. */
const glance = 20

/** Where the steps of the tour are made and shown. */
export class Stage {
  readonly paths: TwoNodePaths
  readonly language: Language
  readonly #options: StageOptions

  constructor(options: StageOptions) {
    this.#options = options
    this.paths = options.paths
    this.language = options.language
  }

  say(words: Words): string {
    return words[this.language]
  }

  /** Shows a step's command before it is made. */
  show(title: Words, command: readonly string[]): void {
    this.#options.narrator.step(this.say(title), command)
  }

  result(...lines: readonly (Words | string)[]): void {
    this.#options.narrator.result(lines.map((line) => (typeof line === 'string' ? line : this.say(line))))
  }

  /** Makes a call and shows it. Throws where the answer's status is another than it should be. */
  async make(title: Words, call: WebCall, status: number): Promise<WebAnswer> {
    this.#showCall(title, call)
    return this.quietly(title, call, status)
  }

  /** Shows a call, and makes it until its answer holds what is waited for. */
  async makeUntil<T>(title: Words, call: WebCall, look: (answer: WebAnswer) => T | undefined): Promise<T> {
    this.#showCall(title, call)
    const begun = performance.now()
    for (;;) {
      const answer = await this.quietly(title, call, 200)
      const found = look(answer)
      if (found !== undefined) return found
      if (performance.now() - begun > patience) throw didNotCome(title, answer)
      await after(glance, undefined, { signal: this.#options.signal })
    }
  }

  /** Makes a call without showing it. */
  async quietly(title: Words, call: WebCall, status: number): Promise<WebAnswer> {
    const answer = await this.#options.call(call)
    if (answer.status !== status) throw unexpected(title, answer)
    return answer
  }

  #showCall(title: Words, call: WebCall): void {
    const words = this.#options.withCurl ? curlWords : ownWords
    this.show(title, words(call, this.paths))
  }
}

/** The tour can't go on: what was done, and what came of it. */
export function tryFailed(title: Words, why: Words, cause?: unknown): KvittensError {
  return new KvittensError('TryFailed', {
    words: { sv: `${title.sv}: ${why.sv}`, en: `${title.en}: ${why.en}` },
    cure: {
      sv: 'Kör igen med --dir MAPP; agency/node.log och employer/node.log där säger varför.',
      en: 'Run it again with --dir FOLDER; agency/node.log and employer/node.log there say why.',
    },
    cause,
  })
}

function unexpected(title: Words, { status, text }: WebAnswer): KvittensError {
  const answered = `${status}\n${safeLines(text.trimEnd())}`
  return tryFailed(title, { sv: answered, en: answered })
}

function didNotCome(title: Words, { text }: WebAnswer): KvittensError {
  const last = safeLines(text.trimEnd())
  const seconds = patience / 1000
  return tryFailed(title, { sv: `inte på ${seconds} s\n${last}`, en: `not in ${seconds} s\n${last}` })
}
