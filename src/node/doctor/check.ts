import type { Words } from '../../protocol/words.ts'

/** What came of looking at one thing. Whatever is not as it should be comes with what to do about it. */
export type Verdict =
  | { readonly status: 'ok'; readonly found: Words }
  | { readonly status: 'warn' | 'fail'; readonly found: Words; readonly cure: Words }

/** A verdict with the name of the check that gave it, as programs know it. */
export type Finding = Verdict & { readonly check: string }

/** What a check found, and the checks that can be made because of it. */
export interface Outcome {
  readonly verdicts: readonly Verdict[]
  readonly next: readonly Check[]
}

/** One thing to look at. It changes nothing on the machine. */
export interface Check {
  readonly name: string
  /** What to do where it does not come to an end in time. */
  readonly cureWhenHung?: Words
  /** `signal` is aborted when it takes too long. What it throws is told as a failure. */
  run(signal: AbortSignal): Promise<Outcome>
}

export function ok(found: Words): Verdict {
  return { status: 'ok', found }
}

export function warn(found: Words, cure: Words): Verdict {
  return { status: 'warn', found, cure }
}

export function fail(found: Words, cure: Words): Verdict {
  return { status: 'fail', found, cure }
}

export function outcome(verdict: Verdict, next: readonly Check[] = []): Outcome {
  return { verdicts: [verdict], next }
}

/** A check whose verdict is known already. */
export function told(name: string, verdict: Verdict): Check {
  return { name, run: async () => outcome(verdict) }
}
