import type { Assembled } from './assemble.ts'

const numberEvery = 1000
const sweepEvery = 3_600_000
/** Oftener where messages are archived sooner than that, down to once a second. */
const retainEvery = 3_600_000
/** A while after the start, when there is other work; but a node that is restarted each hour lets its messages age too. */
const retainFirst = 60_000

/** What a node does by itself while it runs: numbers the ledger's rows each second; sweeps orphans, and lets messages age, each hour. */
export function upkeep({ exchange, ports }: Assembled): AsyncDisposable {
  const { archiveAfter } = exchange.node.retention
  const retainAfter = Math.min(retainEvery, Math.max(1000, archiveAfter))
  let goesOn = true
  const numbering = repeat({ first: numberEvery, every: numberEvery }, () => exchange.numberAudit())
  const sweeping = repeat({ first: sweepEvery, every: sweepEvery }, () => exchange.sweep())
  const retaining = repeat({ first: Math.min(retainFirst, retainAfter), every: retainAfter }, () =>
    exchange.retain(() => goesOn),
  )
  return {
    async [Symbol.asyncDispose]() {
      goesOn = false
      await numbering.stop()
      await sweeping.stop()
      await retaining.stop()
      await exchange.numberAudit()
    },
  }

  /** Never two at once: the next run is timed from the end of the one before. */
  function repeat(
    { first, every }: { readonly first: number; readonly every: number },
    run: () => Promise<unknown>,
  ): { stop(): Promise<void> } {
    let stopped = false
    let running: Promise<void> = Promise.resolve()
    let timer = setTimeout(again, first)
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
