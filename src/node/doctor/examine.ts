import { setTimeout as after } from 'node:timers/promises'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Words } from '../../protocol/words.ts'
import { type Check, fail, type Finding, type Outcome, outcome, type Verdict } from './check.ts'

export interface Examination {
  readonly signal: AbortSignal
  /** Milliseconds that one check may take; ten seconds unless told otherwise. */
  readonly patience?: number
}

/** Milliseconds that checks get to clear away after themselves when a person breaks off. */
const clearingTime = 1000

/**
 * Makes all checks at once, and each check's next ones as soon as it is done; gives the findings in the order of the
 * checks, the next ones after the one that led to them. Throws `Interrupted` when `signal` is aborted.
 */
export async function* examine(
  checks: readonly Check[],
  { signal, patience = 10_000 }: Examination,
): AsyncGenerator<Finding> {
  const runs: Promise<Outcome>[] = []
  const begin = (check: Check): Begun => ({
    check,
    done: inTime(check, { signal, patience }, runs).then(({ verdicts, next }) => ({
      verdicts,
      next: next.map(begin),
    })),
  })
  async function* findings(begun: readonly Begun[]): AsyncGenerator<Finding> {
    for (const { check, done } of begun) {
      const { verdicts, next } = await done
      if (signal.aborted) throw interrupted()
      for (const verdict of verdicts) yield { check: check.name, ...verdict }
      yield* findings(next)
    }
  }
  try {
    yield* findings(checks.map(begin))
  } finally {
    if (signal.aborted) await Promise.race([Promise.allSettled(runs), after(clearingTime)])
  }
}

interface Begun {
  readonly check: Check
  readonly done: Promise<{ readonly verdicts: readonly Verdict[]; readonly next: readonly Begun[] }>
}

/** The check's outcome, never a rejection: a check that throws or hangs has failed. */
async function inTime(
  check: Check,
  { signal, patience }: Required<Examination>,
  runs: Promise<Outcome>[],
): Promise<Outcome> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), patience)
  const end = AbortSignal.any([signal, late.signal])
  try {
    if (signal.aborted) return nothing
    const run = check.run(end)
    runs.push(run)
    return await Promise.race([run, whenAborted(end)])
  } catch (error) {
    if (signal.aborted) return nothing
    return outcome(late.signal.aborted ? hung(check, patience) : failed(check, error))
  } finally {
    clearTimeout(timer)
  }
}

const nothing: Outcome = { verdicts: [], next: [] }

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
  })
}

function hung({ name, cureWhenHung }: Check, patience: number): Verdict {
  const seconds = patience / 1000
  return fail(
    {
      sv: `${name}: inget svar på ${seconds} s.`,
      en: `${name}: no answer in ${seconds} s.`,
    },
    cureWhenHung ?? {
      sv: 'Något på vägen håller kvar frågan: en disk, en namnserver, en brandvägg. Kör igen när det är åtgärdat.',
      en: 'Something on the way holds the question: a disk, a name server, a firewall. Run again once it is mended.',
    },
  )
}

function failed({ name }: Check, error: unknown): Verdict {
  if (error instanceof KvittensError) return fail(error.words, error.cure ?? askOperator)
  const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)
  return fail(
    {
      sv: `${name}: det gick inte att se efter: ${message}.`,
      en: `${name}: it could not be looked at: ${message}.`,
    },
    askOperator,
  )
}

const askOperator: Words = {
  sv: 'Visa raden ovan för den som sköter maskinen.',
  en: 'Show the line above to whoever looks after this machine.',
}

function interrupted(): KvittensError {
  return new KvittensError('Interrupted', { words: { sv: 'Avbrutet.', en: 'Interrupted.' }, retryable: true })
}
