/** A run that once broke a promise: what it found, and what it is run with. */
export interface KeptSeed {
  readonly seed: number
  readonly hours: number
  readonly nodes?: number
  readonly found: string
}

/** Seeds that ever failed, each with what it found; the suite runs them for ever. */
export const keptSeeds: readonly KeptSeed[] = [
  {
    seed: 2000,
    hours: 12,
    found: 'a message was refused that had been taken in, since its agreement had ended',
  },
  { seed: 1004, hours: 12, found: "a confirm of one receiver acknowledged the others' copies" },
  { seed: 20_013, hours: 12, found: 'a message queued by a clock that was ahead was tried for weeks' },
]
