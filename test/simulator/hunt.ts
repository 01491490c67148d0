import { type SimulationOptions, type SimulationResult, simulate } from './simulate.ts'

/** What a hunt over many seeds came to. */
export interface Hunt {
  readonly seeds: number
  /** Simulated hours in all. */
  readonly hours: number
  readonly steps: number
  readonly messages: number
  readonly faults: number
  readonly seconds: number
  /** The trace of the last seed. */
  readonly trace: string
  /** The first run that broke a promise. */
  readonly found: SimulationResult | undefined
}

/** Simulates one seed after the other until one breaks a promise, or until `goOn` says that it is enough. */
export async function hunt(
  seeds: Iterable<number>,
  options: Omit<SimulationOptions, 'seed'>,
  goOn: (seconds: number) => boolean = () => true,
): Promise<Hunt> {
  const begun = performance.now()
  const sum = { seeds: 0, hours: 0, steps: 0, messages: 0, faults: 0 }
  let found: SimulationResult | undefined
  let trace = ''
  const seconds = (): number => (performance.now() - begun) / 1000
  for (const seed of seeds) {
    const result = await simulate({ ...options, seed })
    trace = result.trace
    sum.seeds += 1
    sum.hours += result.hours
    sum.steps += result.steps
    sum.messages += result.counts['sent'] ?? 0
    for (const count of result.faults.values()) sum.faults += count
    if (result.violation !== undefined) found = result
    if (found !== undefined || !goOn(seconds())) break
  }
  return { ...sum, seconds: seconds(), trace, found }
}

/** Seeds that nobody has tried, for ever. */
export function* newSeeds(first: number = Math.floor(Math.random() * 2 ** 31)): Generator<number> {
  for (let seed = first; ; seed = (seed + 1) % 2 ** 31) yield seed
}
