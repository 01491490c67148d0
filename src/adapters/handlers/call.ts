import { timedOut } from './handler-fault.ts'

export interface CallOptions {
  /** The handler's name. */
  readonly name: string
  /** Milliseconds that the handler may be silent while something of it is waited for. */
  readonly patience: number
  /** See `openHandlers`. */
  readonly fault: (error: unknown) => void
}

/**
 * One question to a handler, from the wait for its turn until its answer is read. It ends once, by its end or by the
 * first thing that stops it, and then everything that was opened for it is closed.
 */
export class Call {
  readonly #stopping = new AbortController()
  readonly #opened = new AsyncDisposableStack()
  readonly #options: CallOptions
  #silence: NodeJS.Timeout | undefined
  #ended: Promise<void> | undefined

  constructor(options: CallOptions) {
    this.#options = options
    this.waiting()
  }

  /** Aborted where the call was stopped; its reason is what stopped it. */
  get signal(): AbortSignal {
    return this.#stopping.signal
  }

  /** The handler has `patience` from now to be heard of. */
  waiting(): void {
    if (this.#ended !== undefined) return
    if (this.#silence !== undefined) {
      this.#silence.refresh()
      return
    }
    const { name, patience } = this.#options
    this.#silence = setTimeout(() => this.stop(timedOut(name, patience)), patience)
  }

  /** Nobody waits for the handler. */
  resting(): void {
    clearTimeout(this.#silence)
    this.#silence = undefined
  }

  /** Runs when the call ends, the last one first; at once where it has ended. */
  defer(close: () => void | Promise<void>): void {
    if (this.#ended === undefined) this.#opened.defer(close)
    else this.#ended = this.#ended.then(close).catch(this.#options.fault)
  }

  /** Ends the call before its time. What comes second changes nothing: it follows from the first. */
  stop(reason: unknown): void {
    if (this.#ended !== undefined) return
    this.#stopping.abort(reason)
    void this.end()
  }

  /** Tells of what went wrong beside the call, in closing what it opened. */
  tell(error: unknown): void {
    this.#options.fault(error)
  }

  /** What stopped the call, else the error itself: streams that are closed under way only say that they were. */
  reasonFor(error: unknown): unknown {
    return this.signal.aborted ? this.signal.reason : error
  }

  /** Resolves when all that was opened is closed; never rejects. */
  end(): Promise<void> {
    this.resting()
    this.#ended ??= this.#opened.disposeAsync().catch(this.#options.fault)
    return this.#ended
  }
}
