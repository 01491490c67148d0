import { type ResourceLimits, Worker } from 'node:worker_threads'
import { storeFailed } from './store-failure.ts'
import type { WorkerSetup } from './worker-setup.ts'

/** Which of the store's threads to start, and who hears of it. */
export interface WorkerOrder<Message> {
  readonly name: 'reader' | 'writer'
  readonly setup: WorkerSetup
  readonly resourceLimits?: ResourceLimits
  hear(message: Message): void
  /** It failed, or ended. */
  stopped(error: Error): void
}

/** A thread of the store, and when it can be asked; rejects when it can't open the database. */
export interface StoreWorker {
  readonly worker: Worker
  readonly ready: Promise<void>
}

/** Starts a thread of the store from its module: a source in the repository, what was built of it in the package. */
export function startWorker<Message>(order: WorkerOrder<Message>): StoreWorker {
  const { name, setup, resourceLimits } = order
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = new Worker(new URL(`./${name}.${extension}`, import.meta.url), {
    workerData: setup,
    name: `store ${name}`,
    ...(resourceLimits === undefined ? {} : { resourceLimits }),
  })
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
  })
  worker.on('message', (message: Message) => order.hear(message))
  worker.on('error', (error) => order.stopped(storeFailed(error)))
  worker.on('exit', (code) => order.stopped(storeFailed(new Error(`the ${name} ended with ${code}`))))
  return { worker, ready }
}
