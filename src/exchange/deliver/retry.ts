/** By which steps a delivery is tried again; milliseconds. */
export interface RetrySchedule {
  /** The wait after the first failure, the second, and so on; the last is repeated. At least one. */
  readonly steps: readonly number[]
  /** How long after it was queued a message is given up. */
  readonly giveUpAfter: number
}

/** Share of a step by which it is made longer or shorter at random, so that what failed together does not come again together. */
const jitter = 0.2

/** What a message is put off by at most, unless the other node asks for more; milliseconds. */
export function longestStep({ steps }: RetrySchedule): number {
  return Math.max(...steps) * (1 + jitter)
}

/**
 * When a delivery that failed is tried again, milliseconds since 1970; undefined where it is given up. `chance` is a
 * number from 0 up to 1. A wait that the other node asks for makes the step longer, never shorter.
 */
export function retryAt(
  { steps, giveUpAfter }: RetrySchedule,
  failed: {
    readonly now: number
    /** When the message was queued. */
    readonly since: number
    /** Failures so far, this one counted. */
    readonly attempts: number
    readonly retryAfter?: number
  },
  chance: number,
): number | undefined {
  const { now, since, attempts, retryAfter = 0 } = failed
  if (now - since >= giveUpAfter) return undefined
  const step = steps[Math.min(attempts, steps.length) - 1] ?? 0
  const wait = Math.round(step * (1 - jitter + 2 * jitter * chance))
  // The last attempt is made when the time is up, so that the wait of a long step is not cut off in silence.
  return Math.min(now + Math.max(wait, retryAfter), Math.max(since + giveUpAfter, now + 1))
}
