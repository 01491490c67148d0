import { Refusal } from '../../../src/exchange/refusal.ts'
import type { Scheduler } from '../engine/scheduler.ts'
import type { Life } from '../machine/life.ts'

/** What became of a call, as the one who made it sees it. */
export type Outcome<T> =
  | { readonly kind: 'answer'; readonly value: T; readonly octets: Uint8Array }
  /** No answer came. Whether the call was acted on, nobody here knows. */
  | { readonly kind: 'broken'; readonly because: 'refused' | 'reset' | 'timeout' }
  /** The caller's own body could not be read. */
  | { readonly kind: 'noBody'; readonly error: unknown }

/** What the weather does to one call. */
export interface Fate {
  /** Milliseconds for anything from one end to the other. */
  readonly latency: number
  /** The connection is cut after so many pieces of either body. */
  readonly cutAfter?: number
  /** The answer is lost on its way; of a body that is answered, the server may notice. */
  readonly answerLost?: 'unseen' | 'seen'
}

/** The other end of a connection is gone. */
export class ConnectionBroken extends Error {
  constructor() {
    super('the connection is broken')
  }
}

/** A call as the server sees it: a body to read, an answer to give, and an end that may go away. */
export class Connection<T> {
  readonly #scheduler: Scheduler
  readonly #server: Life | undefined
  readonly #fate: Fate
  readonly #settle: (outcome: Outcome<T>) => void
  readonly #queue: Uint8Array[] = []
  readonly #sent: Uint8Array[] = []
  #bodyEnded = false
  #broken = false
  #answered = false
  #pieces = 0
  #wake: (() => void) | undefined

  /** `server`: the process that answers, where it is one; `settle` is called once. */
  constructor(
    scheduler: Scheduler,
    server: Life | undefined,
    fate: Fate,
    settle: (outcome: Outcome<T>) => void,
  ) {
    this.#scheduler = scheduler
    this.#server = server
    this.#fate = fate
    this.#settle = settle
  }

  get open(): boolean {
    return !this.#broken && !this.#answered
  }

  /** Both ends learn that it is gone; what was on its way does not arrive. */
  breakOff(because: 'reset' | 'timeout' = 'reset'): void {
    if (this.#broken) return
    this.#broken = true
    this.#wakeUp()
    if (!this.#answered) this.#settle({ kind: 'broken', because })
  }

  /** The client's body, as its server reads it; throws where the client breaks off. */
  get body(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => ({ next: () => this.#nextPiece() }) }
  }

  /** The client sends a piece of its body; false where nobody reads on. */
  send(piece: Uint8Array): Promise<boolean> {
    return new Promise((resolve) => {
      this.#scheduler.after(this.#fate.latency / 4, () => {
        if (this.open && this.#isCut()) this.breakOff()
        if (this.open) {
          this.#queue.push(piece)
          this.#wakeUp()
        }
        resolve(this.open)
      })
    })
  }

  sendEnd(): void {
    this.#bodyEnded = true
    this.#wakeUp()
  }

  /** The server sends a piece of its answer's body; rejects where the client is gone. */
  async write(piece: Uint8Array): Promise<void> {
    await this.#passing('write')
    if (this.#broken) throw new ConnectionBroken()
    this.#sent.push(piece)
  }

  /** The answer, with what was written before. */
  answer(value: T): void {
    if (this.#answered || this.#broken) return
    this.#answered = true
    this.#wakeUp()
    const lost = this.#fate.answerLost !== undefined
    this.#scheduler.after(this.#fate.latency, () => {
      this.#settle(
        lost
          ? { kind: 'broken', because: 'reset' }
          : { kind: 'answer', value, octets: Buffer.concat(this.#sent) },
      )
    })
  }

  /** The last piece and the answer; rejects where the server learns that they did not arrive. */
  async finish(piece: Uint8Array, value: T): Promise<void> {
    await this.write(piece)
    this.answer(value)
    await this.#passing('last octets')
    if (this.#fate.answerLost === 'seen') throw new ConnectionBroken()
  }

  async #passing(what: string): Promise<void> {
    if (this.#server === undefined) return
    await this.#server.call(what, this.#fate.latency / 4, () => {
      if (!this.#broken && this.#isCut()) this.breakOff()
    })
  }

  #isCut(): boolean {
    const { cutAfter } = this.#fate
    return cutAfter !== undefined && this.#pieces++ >= cutAfter
  }

  async #nextPiece(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      const piece = this.#queue.shift()
      if (piece !== undefined) return { done: false, value: piece }
      if (this.#broken) throw brokenOff()
      if (this.#bodyEnded) return { done: true, value: undefined }
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }
  }

  #wakeUp(): void {
    const wake = this.#wake
    this.#wake = undefined
    if (this.#server?.alive ?? true) wake?.()
  }
}

function brokenOff(): Refusal {
  return new Refusal('brokenOff', 'BrokenOff', {
    words: { sv: 'Överföringen bröts av avsändaren.', en: 'The sender broke off.' },
    retryable: true,
  })
}
