import { setTimeout as after } from 'node:timers/promises'
import { SmallExchange } from './small-exchange.ts'
import type { StoreView } from './store-view.ts'
import type { Target } from './target.ts'

const lookMilliseconds = 2

/** A receiver's system that acknowledges what comes to its mailbox, on connections that stay open. */
export class Acknowledger implements Disposable {
  readonly #lines: readonly SmallExchange[]
  readonly #view: StoreView
  readonly #mailbox: string
  readonly #broken: Promise<never>

  private constructor(
    lines: readonly SmallExchange[],
    view: StoreView,
    mailbox: string,
    broken: Promise<never>,
  ) {
    this.#lines = lines
    this.#view = view
    this.#mailbox = mailbox
    this.#broken = broken
    // Between rounds nobody waits for it.
    broken.catch(() => {})
  }

  static async open(
    target: Target,
    view: StoreView,
    mailbox: string,
    connections: number,
  ): Promise<Acknowledger> {
    const { promise, reject } = Promise.withResolvers<never>()
    const lines: SmallExchange[] = []
    for (let index = 0; index < connections; index++) lines.push(await SmallExchange.open(target, reject))
    return new Acknowledger(lines, view, mailbox, promise)
  }

  /** Acknowledges the next so many messages, each as soon as it has come. */
  async run(messages: number): Promise<void> {
    const idle = [...this.#lines]
    const waiting: string[] = []
    const { promise: done, resolve, reject } = Promise.withResolvers<void>()
    let begun = 0
    let ended = 0
    const goOn = (): void => {
      while (begun < messages && idle.length > 0 && waiting.length > 0) {
        // In turn: a node closes a connection on which no request comes.
        const [line, txId] = [idle.shift(), waiting.shift()]
        if (line === undefined || txId === undefined) return
        begun++
        this.#one(line, txId).then(() => {
          ended++
          idle.push(line)
          if (ended === messages) resolve()
          else goOn()
        }, reject)
      }
    }
    const look = async (): Promise<void> => {
      const came = this.#view.came(this.#mailbox)
      waiting.push(...came)
      goOn()
      if (begun === messages) return done
      await after(lookMilliseconds)
      return look()
    }
    await Promise.race([look(), done, this.#broken])
  }

  #one(line: SmallExchange, txId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const head = `POST /shs/ds/${this.#mailbox}/${txId}?action=ack HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n`
      line.ask(Buffer.from(head, 'latin1'), (status, text) => {
        if (status === 200) resolve()
        else reject(new Error(`an acknowledgement was answered ${status}: ${text ?? ''}`))
      })
    })
  }

  [Symbol.dispose](): void {
    for (const line of this.#lines) line.close()
  }
}
