import type { Coordination, Lease } from '../../../src/exchange/ports/coordination.ts'
import type { Ports } from '../../../src/exchange/ports/ports.ts'
import type { Bug } from './bug.ts'

const open: Bug = {
  name: 'lost-claim',
  what: 'A lease is given to whoever asks, held or not.',
  ports: (ports) =>
    coordinating(ports, {
      acquire: async (key) => (await ports.coordination.acquire(key)) ?? unheld(key),
    }),
}

const wallClock: Bug = {
  name: 'lease-by-wall-clock',
  what: 'A lease ends when the time of day says so, whatever set the clock.',
  ports: (ports) => {
    const until = new Map<string, number>()
    return coordinating(ports, {
      async acquire(key) {
        const now = ports.clock.now()
        const lease = await ports.coordination.acquire(key)
        if (lease === undefined && now < (until.get(key) ?? Number.POSITIVE_INFINITY)) return undefined
        until.set(key, now + 120_000)
        return lease ?? unheld(key)
      },
    })
  },
}

const blind: Bug = {
  name: 'sweep-of-fresh-blob',
  what: 'A sweep does not see which blobs are on their way in, and takes them all.',
  ports: (ports) =>
    coordinating(ports, {
      acquire: async (key) =>
        (await ports.coordination.acquire(key)) ?? (key.startsWith('blob:') ? unheld(key) : undefined),
      held: async (prefix) => (prefix === 'blob:' ? [] : ports.coordination.held(prefix)),
    }),
}

export const claimBugs: readonly Bug[] = [open, wallClock, blind]

function coordinating(ports: Ports, more: Partial<Coordination>): Ports {
  return { ...ports, coordination: { ...ports.coordination, ...more } }
}

function unheld(key: string): Lease {
  return { key, [Symbol.asyncDispose]: async () => {} }
}
