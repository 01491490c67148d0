import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Words } from '../../protocol/words.ts'
import { aborted } from '../aborted.ts'

/** A process of the trial; disposing it ends it. */
export interface Running extends AsyncDisposable {
  readonly pid: number
  /** Resolves when the process is gone, whoever ended it. */
  readonly ended: Promise<void>
}

export interface KeptUpWords {
  /** What it is, as the subject of a sentence. */
  readonly name: Words
  /** What is there again when it is. */
  readonly kept: Words
}

/** A process of the trial that is started again when it was killed. */
export class KeptUp<R extends Running> implements AsyncDisposable {
  readonly #words: KeptUpWords
  readonly #start: () => Promise<R>
  #running: Promise<R> | undefined

  constructor(words: KeptUpWords, start: () => Promise<R>) {
    this.#words = words
    this.#start = start
  }

  start(): Promise<R> {
    this.#running = this.#start()
    return this.#running
  }

  /** Rejects when the process ends by itself. */
  async lost(): Promise<never> {
    const running = await this.#running
    await running?.ended
    const { sv, en } = this.#words.name
    throw new KvittensError('ProcessEnded', {
      words: { sv: `${sv} tog slut mitt i rundturen.`, en: `${en} ended in the midst of the tour.` },
      cure: {
        sv: 'Kör igen med --dir MAPP; loggarna ligger i mappen.',
        en: 'Run it again with --dir FOLDER; the logs are in the folder.',
      },
    })
  }

  /** Starts it again each time that it ends, until the signal; tells of both. */
  async keep(signal: AbortSignal, tell: (words: Words) => void): Promise<void> {
    const { name, kept } = this.#words
    let running = await this.#running
    while (running !== undefined) {
      await Promise.race([aborted(signal), running.ended])
      if (signal.aborted) return
      tell({ sv: `${name.sv} dog och startas igen …`, en: `${name.en} died and is started again …` })
      running = await this.start()
      tell({
        sv: `${name.sv} är uppe igen, process ${running.pid}: ${kept.sv}.`,
        en: `${name.en} is up again, process ${running.pid}: ${kept.en}.`,
      })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const [running] = await Promise.allSettled([this.#running])
    // What did not start has nothing to end, and who started it was told.
    if (running.status === 'fulfilled') await running.value?.[Symbol.asyncDispose]()
  }
}
