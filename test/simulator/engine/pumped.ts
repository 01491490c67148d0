import { Scheduler } from './scheduler.ts'
import { Trace } from './trace.ts'

/** A scheduler that runs by itself as long as it is not disposed, for tests that wait for promises. */
export function pumpedScheduler(): { readonly scheduler: Scheduler } & AsyncDisposable {
  const scheduler = new Scheduler(new Trace())
  const stopped = new AbortController()
  const pumping = pump()
  return {
    scheduler,
    async [Symbol.asyncDispose]() {
      stopped.abort()
      await pumping
    },
  }

  async function pump(): Promise<void> {
    while (!stopped.signal.aborted) await scheduler.runUntil(scheduler.now + 100)
  }
}
