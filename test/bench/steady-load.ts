import { FreshMessage } from './fresh-message.ts'
import { SmallExchange } from './small-exchange.ts'
import { percentile } from './statistics.ts'
import type { Target } from './target.ts'

/** What a round of load came to. */
export interface LoadResult {
  readonly answered: number
  readonly perSecond: number
  /** Milliseconds from a request to its answer. */
  readonly p50: number
  readonly p99: number
}

/** Connections that stand open from round to round, each with a message of its own. */
export class SteadyLoad implements Disposable {
  readonly #lines: readonly Line[]
  readonly #broken: Promise<never>

  private constructor(lines: readonly Line[], broken: Promise<never>) {
    this.#lines = lines
    this.#broken = broken
    // Between rounds nobody waits for it.
    broken.catch(() => {})
  }

  static async open(target: Target, connections: number, messageBytes: number): Promise<SteadyLoad> {
    const { promise, reject } = Promise.withResolvers<never>()
    const lines: Line[] = []
    for (let index = 0; index < connections; index++) {
      const exchange = await SmallExchange.open(target, reject)
      lines.push({ exchange, message: new FreshMessage(messageBytes) })
    }
    return new SteadyLoad(lines, promise)
  }

  /** Each connection asks again as soon as it is answered, for so many seconds. */
  run(seconds: number): Promise<LoadResult> {
    const until = performance.now() + seconds * 1000
    return this.#ask((now) => now < until)
  }

  /** As `run`, until so many are asked. */
  runCount(messages: number): Promise<LoadResult> {
    let left = messages - this.#lines.length
    return this.#ask(() => left-- > 0)
  }

  async #ask(more: (now: number) => boolean): Promise<LoadResult> {
    const times: number[] = []
    const begun = performance.now()
    const turns = this.#lines.map((line) => keepAsking(line, more, times))
    await Promise.race([Promise.all(turns), this.#broken])
    const elapsed = performance.now() - begun
    return {
      answered: times.length,
      perSecond: (times.length * 1000) / elapsed,
      p50: percentile(times, 0.5),
      p99: percentile(times, 0.99),
    }
  }

  [Symbol.dispose](): void {
    for (const { exchange } of this.#lines) exchange.close()
  }
}

interface Line {
  readonly exchange: SmallExchange
  readonly message: FreshMessage
}

function keepAsking(
  { exchange, message }: Line,
  more: (now: number) => boolean,
  times: number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = 0
    const ask = (): void => {
      message.renew()
      asked = performance.now()
      exchange.ask(message.request, onAnswer)
    }
    const onAnswer = (status: number, text: string | undefined): void => {
      const now = performance.now()
      times.push(now - asked)
      if (status !== 202) return reject(new Error(`refused with ${status}: ${text ?? ''}`))
      if (text?.includes('X-shs-duplicatemsg: yes'))
        return reject(new Error('a new tx.id was taken for a duplicate'))
      if (more(now)) ask()
      else resolve()
    }
    ask()
  })
}
