import type { Change } from '../../../exchange/ports/message-log.ts'
import type { Worker } from 'node:worker_threads'
import { encodeChange, type Packers } from './encode-change.ts'
import { Packer } from './packer.ts'
import { startWorker } from './start-worker.ts'
import { errorOfFault, storeClosed, storeFailed } from './store-failure.ts'
import type { WorkerSetup } from './worker-setup.ts'
import type { FromWriter, ToWriter, WriterAnswer, WriterTask } from './writer-wire.ts'

/** Batches that may be with the writer at once: while it writes one, all that comes gathers for the next (measured). */
const batchesInFlight = 1
/** A batch is closed at this many octets, so that what travels at once is bounded. */
const batchBytes = 4 * 1024 * 1024
const firstContentBytes = 256 * 1024
const firstSideBytes = 32 * 1024
/** Buffers larger than this are not kept for later batches. */
const keptBytes = 1024 * 1024

interface Waiting {
  readonly resolve: (answer: WriterAnswer) => void
  readonly reject: (error: unknown) => void
}

interface Batch extends Packers {
  readonly tasks: WriterTask[]
  readonly waiting: Waiting[]
}

/** The main thread's end of the writer: gathers what callers ask for into batches. */
export class WriterLink {
  /** Resolves with the error when the writer stops by itself; stays pending as long as all is well. */
  readonly failure: Promise<Error>
  readonly #worker: Worker
  readonly #ready: Promise<void>
  readonly #inFlight = new Map<number, Batch>()
  readonly #spare: { content: Uint8Array; side: Uint8Array }[] = []
  readonly #closed: Batch[] = []
  #open: Batch | undefined
  #scheduled = false
  #last = 0
  #stopped: Error | undefined
  #fail: (error: Error) => void = () => undefined

  constructor(setup: WorkerSetup) {
    this.failure = new Promise((resolve) => {
      this.#fail = resolve
    })
    const { worker, ready } = startWorker<FromWriter>({
      name: 'writer',
      setup,
      hear: (message) => this.#hear(message),
      stopped: (error) => this.#stop(error),
    })
    this.#worker = worker
    this.#ready = ready
  }

  ready(): Promise<void> {
    return this.#ready
  }

  /** Adds a task to the open batch; `pack` fills the batch's buffers and may throw, which refuses this task alone. */
  ask(pack: (packers: Packers) => WriterTask): Promise<WriterAnswer> {
    if (this.#stopped !== undefined) return Promise.reject(this.#stopped)
    const batch = (this.#open ??= this.#newBatch())
    const { content, side } = batch
    const marks = [content.length, side.length] as const
    try {
      batch.tasks.push(pack(batch))
    } catch (error) {
      content.cut(marks[0])
      side.cut(marks[1])
      return Promise.reject(error)
    }
    return new Promise((resolve, reject) => {
      batch.waiting.push({ resolve, reject })
      if (content.length + side.length > batchBytes) this.seal()
      this.#schedule()
    })
  }

  commit(changes: readonly Change[]): Promise<WriterAnswer> {
    return this.ask((packers) => ({
      kind: 'commit',
      count: changes.length,
      changes: JSON.stringify(changes.map((change) => encodeChange(change, packers))),
    }))
  }

  /** What is asked from here on goes into another batch. */
  seal(): void {
    if (this.#open === undefined) return
    this.#closed.push(this.#open)
    this.#open = undefined
  }

  /** Answers what waits, then closes the store. */
  async close(): Promise<void> {
    if (this.#stopped !== undefined) return
    this.seal()
    for (const batch of this.#closed.splice(0)) this.#send(batch)
    this.#stopped = storeClosed()
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    this.#post({ kind: 'close' })
    await ended
  }

  #newBatch(): Batch {
    const spare = this.#spare.pop()
    return {
      tasks: [],
      waiting: [],
      content: new Packer(spare?.content ?? Buffer.allocUnsafeSlow(firstContentBytes)),
      side: new Packer(spare?.side ?? Buffer.allocUnsafeSlow(firstSideBytes)),
    }
  }

  /** At the end of this turn, so that all callers that go on in it share a batch. */
  #schedule(): void {
    if (this.#scheduled || this.#inFlight.size >= batchesInFlight) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#flush()
    })
  }

  #flush(): void {
    while (this.#inFlight.size < batchesInFlight) {
      if (this.#closed.length === 0) this.seal()
      const batch = this.#closed.shift()
      if (batch === undefined) return
      this.#send(batch)
    }
  }

  #send(batch: Batch): void {
    const number = ++this.#last
    this.#inFlight.set(number, batch)
    const content = batch.content.bytes
    const side = batch.side.bytes
    const contentLength = batch.content.length
    this.#post({ kind: 'batch', batch: number, tasks: batch.tasks, content, contentLength, side }, [
      content.buffer,
      side.buffer,
    ])
  }

  #post(message: ToWriter, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer)
  }

  #hear(message: FromWriter): void {
    switch (message.kind) {
      case 'ready':
        return
      case 'failed':
        this.#stop(storeFailed(new Error(message.fault)))
        return
      case 'answers': {
        const batch = this.#inFlight.get(message.batch)
        this.#inFlight.delete(message.batch)
        const { content, side } = message
        if (content.length <= keptBytes) this.#spare.push({ content, side })
        for (const [index, answer] of message.answers.entries()) {
          const waiting = batch?.waiting[index]
          if ('fault' in answer) waiting?.reject(errorOfFault(answer))
          else waiting?.resolve(answer)
        }
        if (this.#open !== undefined || this.#closed.length > 0) this.#schedule()
      }
    }
  }

  #stop(error: Error): void {
    const asked = this.#stopped !== undefined
    this.#stopped ??= error
    const batches = [
      ...this.#inFlight.values(),
      ...this.#closed,
      ...(this.#open === undefined ? [] : [this.#open]),
    ]
    this.#inFlight.clear()
    this.#closed.length = 0
    this.#open = undefined
    for (const batch of batches) for (const waiting of batch.waiting) waiting.reject(error)
    if (!asked) this.#fail(error)
  }
}
