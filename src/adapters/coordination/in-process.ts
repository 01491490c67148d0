import type { Coordination, Lease } from '../../exchange/ports/coordination.ts'

/** Leases of a node that is one process: who holds what is kept in memory, and ends with the process. */
export function inProcessCoordination(): Coordination {
  const holders = new Map<string, Lease>()
  return {
    async acquire(key) {
      if (holders.has(key)) return undefined
      const lease: Lease = {
        key,
        async [Symbol.asyncDispose]() {
          // Given back twice, it may be another's by now.
          if (holders.get(key) === lease) holders.delete(key)
        },
      }
      holders.set(key, lease)
      return lease
    },
    async held(prefix) {
      return [...holders.keys()].filter((key) => key.startsWith(prefix))
    },
  }
}
