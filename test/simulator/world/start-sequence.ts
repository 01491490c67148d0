import type { Exchange } from '../../../src/exchange/exchange.ts'
import type { Ports } from '../../../src/exchange/ports/ports.ts'
import type { Life } from '../machine/life.ts'

/** Milliseconds from the end of one run to the next. */
const sweepEvery = 3_600_000
/** A node numbers each second; here so seldom that the simulation gets on. */
const numberEvery = 600_000

/** What a node does from its start to its first call, and by itself from then on. */
export async function startSequence(exchange: Exchange, ports: Ports, life: Life): Promise<void> {
  await exchange.sweep()
  exchange.deliveries.start()
  repeat(numberEvery, () => exchange.numberAudit())
  repeat(sweepEvery, () => exchange.sweep())

  function repeat(every: number, run: () => Promise<unknown>): void {
    const again = (): undefined => {
      run()
        .catch((error: unknown) => ports.journal.fault(ports.ids.uuid(), error))
        .then(() => life.later('upkeep', every, again))
        .catch((error: unknown) => ports.journal.fault(ports.ids.uuid(), error))
      return undefined
    }
    life.later('upkeep', every, again)
  }
}
