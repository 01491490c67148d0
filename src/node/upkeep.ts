import type { Assembled } from './assemble.ts'

const numberEvery = 1000
const sweepEvery = 3_600_000

/** What a node does by itself while it runs: numbers the ledger's rows each second, sweeps orphans each hour. */
export function upkeep({ exchange, ports }: Assembled): AsyncDisposable {
  const numbering = repeat(numberEvery, () => exchange.numberAudit())
  const sweeping = repeat(sweepEvery, () => exchange.sweep())
  return {
    async [Symbol.asyncDispose]() {
      await numbering.stop()
      await sweeping.stop()
      await exchange.numberAudit()
    },
  }

  /** Never two at once: the next run is timed from the end of the one before. */
  function repeat(every: number, run: () => Promise<unknown>): { stop(): Promise<void> } {
    let stopped = false
    let running: Promise<void> = Promise.resolve()
    let timer = setTimeout(again, every)
    timer.unref()
    function again(): void {
      running = run().then(
        () => {},
        (error: unknown) => ports.journal.fault(ports.ids.uuid(), error),
      )
      void running.then(() => {
        if (stopped) return
        timer = setTimeout(again, every)
        timer.unref()
      })
    }
    return {
      async stop() {
        stopped = true
        clearTimeout(timer)
        await running
      },
    }
  }
}
