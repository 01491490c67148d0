/** A run that once broke a promise: what it found, and what it is run with. */
export interface KeptSeed {
  readonly seed: number
  readonly hours: number
  readonly nodes?: number
  readonly found: string
}

/** Seeds that ever failed, each with what it found; the suite runs them for ever. */
export const keptSeeds: readonly KeptSeed[] = []
