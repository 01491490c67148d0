import { setTimeout as after } from 'node:timers/promises'

/** Looks again and again until something is there, for what can't be waited on; fails when it does not come. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  patience = 20_000,
): Promise<T> {
  const begun = performance.now()
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() - begun > patience) throw new Error(`${what}: not in ${patience} ms`)
    await after(10)
  }
}
