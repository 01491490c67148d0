import { longestPeak } from '../agreements/terms.ts'
import { writeDown } from '../audit/write-down.ts'
import type { AttemptFacts } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { archive, messagesAtOnce, purgeContent, purgeEntries, type RetentionRun } from './age-messages.ts'
import type { RetentionSettings } from './may-age.ts'
import { removeLeftOver } from './remove-left-over.ts'

/** What a run of retention has done. */
export interface RetentionCounts {
  readonly archived: number
  readonly contentPurged: number
  readonly entriesPurged: number
  readonly attemptsPurged: number
  readonly transfersForgotten: number
}

/**
 * Lets messages, attempts and transfers age (shs-protocol.md 9): batch by batch until nothing is left, or until `goesOn`
 * says no. Each batch is whole in itself, so whatever ends a run the next one takes it up where it ended.
 */
export async function retain(
  ports: Ports,
  settings: RetentionSettings,
  goesOn: () => boolean,
): Promise<RetentionCounts> {
  const run: RetentionRun = { ports, settings, now: ports.clock.now(), goesOn }
  await removeLeftOver(ports)
  return {
    archived: await archive(run),
    contentPurged: await purgeContent(run),
    entriesPurged: await purgeEntries(run),
    attemptsPurged: await purgeAttempts(run),
    transfersForgotten: await forgetTransfers(run),
  }
}

/** An attempt is no message: what is kept of it is that it was made, by whom, and with which code. */
async function purgeAttempts({ ports, settings, now, goesOn }: RetentionRun): Promise<number> {
  let count = 0
  while (goesOn()) {
    const query = { before: now - settings.purgeEntryAfter, limit: messagesAtOnce }
    const attempts = await ports.messageLog.agingAttempts(query)
    if (attempts.length === 0) return count
    const purgeAttempt = attempts.map(({ attemptId, facts }) => ({ attemptId, facts: remains(facts) }))
    const facts = attempts.map(
      ({ attemptId }) => ({ event: 'entryPurged', at: now, subject: attemptId }) as const,
    )
    await writeDown(ports, { purgeAttempt }, facts)
    count += attempts.length
  }
  return count
}

function remains({ side }: AttemptFacts): AttemptFacts {
  return { side, reason: { sv: 'Uppgifterna är gallrade.', en: 'The details are purged.' } }
}

async function forgetTransfers({ ports, now, goesOn }: RetentionRun): Promise<number> {
  let count = 0
  while (goesOn()) {
    const forgotten = await ports.messageLog.forgetPassed(now - longestPeak)
    if (forgotten === 0) return count
    count += forgotten
  }
  return count
}
