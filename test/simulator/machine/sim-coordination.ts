import type { Coordination, Lease } from '../../../src/exchange/ports/coordination.ts'
import type { Life } from './life.ts'

/** Milliseconds that a lease typically takes to get and to give back. */
const typical = 0.3

/** Leases of one process: what it held is free when it dies. */
export function simCoordination(life: Life): Coordination {
  const holders = new Map<string, Lease>()
  return {
    acquire: (key) =>
      life.call(`acquire ${key}`, typical, () => {
        if (holders.has(key)) return undefined
        const lease: Lease = {
          key,
          [Symbol.asyncDispose]: () =>
            life.call(`release ${key}`, typical, () => {
              if (holders.get(key) === lease) holders.delete(key)
            }),
        }
        holders.set(key, lease)
        return lease
      }),
    held: (prefix) =>
      life.call(`held ${prefix}`, typical, () => [...holders.keys()].filter((key) => key.startsWith(prefix))),
  }
}
