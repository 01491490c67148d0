import type { Worker } from 'node:worker_threads'
import { startWorker } from './start-worker.ts'
import { type FaultWire, errorOfFault, storeClosed } from './store-failure.ts'
import type { FromReader, ReaderAnswer, ReaderQuestion, ToReader } from './reader-wire.ts'
import type { WorkerSetup } from './worker-setup.ts'

interface Waiting {
  readonly resolve: (answer: Exclude<ReaderAnswer, FaultWire>) => void
  readonly reject: (error: unknown) => void
}

/** The main thread's end of the reader. */
export class ReaderLink {
  /** Resolves with the error when the reader stops by itself; stays pending as long as all is well. */
  readonly failure: Promise<Error>
  readonly #worker: Worker
  readonly #ready: Promise<void>
  readonly #waiting = new Map<number, Waiting>()
  #last = 0
  #stopped: Error | undefined
  #fail: (error: Error) => void = () => undefined

  constructor(setup: WorkerSetup) {
    this.failure = new Promise((resolve) => {
      this.#fail = resolve
    })
    const { worker, ready } = startWorker<FromReader>({
      name: 'reader',
      setup,
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
      hear: (message) => this.#hear(message),
      stopped: (error) => this.#stop(error),
    })
    this.#worker = worker
    this.#ready = ready
  }

  ready(): Promise<void> {
    return this.#ready
  }

  ask(question: ReaderQuestion): Promise<Exclude<ReaderAnswer, FaultWire>> {
    if (this.#stopped !== undefined) return Promise.reject(this.#stopped)
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#post({ kind: 'ask', id, question })
    })
  }

  async close(): Promise<void> {
    if (this.#stopped !== undefined) return
    this.#stopped = storeClosed()
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    this.#post({ kind: 'close' })
    await ended
  }

  #post(message: ToReader): void {
    this.#worker.postMessage(message, [])
  }

  #hear(message: FromReader): void {
    if (message.kind === 'ready') return
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if ('fault' in message.answer) waiting?.reject(errorOfFault(message.answer))
    else waiting?.resolve(message.answer)
  }

  #stop(error: Error): void {
    const asked = this.#stopped !== undefined
    this.#stopped ??= error
    for (const waiting of this.#waiting.values()) waiting.reject(this.#stopped)
    this.#waiting.clear()
    if (!asked) this.#fail(error)
  }
}
