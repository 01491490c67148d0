import type { MessageLog, PassedTransfer } from '../ports/message-log.ts'
import type { Decision } from './decision.ts'
import { type KnownAgreements, type LocalAgreement, uuidOf } from './known-agreement.ts'
import type { Loads } from './may-pass.ts'
import { mismatch } from './mismatch.ts'
import type { AddressedQuestion } from './question.ts'
import { type Load, peakMemory, type Transfer } from './terms.ts'

/** What went before a message under each agreement that may let it through and has a peak. */
export async function loadsFor(
  known: KnownAgreements,
  question: AddressedQuestion,
  { now, bytes }: Omit<Load, 'earlier'>,
  messageLog: Pick<MessageLog, 'passed'>,
): Promise<Loads> {
  const earlier = new Map<string, readonly Transfer[]>()
  for (const agreement of known.local) {
    const memory = peakMemory(agreement)
    if (memory === undefined || mismatch(agreement, question, now) !== undefined) continue
    earlier.set(uuidOf(agreement), await messageLog.passed(uuidOf(agreement), now - memory))
  }
  return { now, ...(bytes !== undefined && { bytes }), earlier }
}

/** What to remember of a message that was let through: a transfer, where the agreement that decided has a peak. */
export function passedBy(
  decision: Decision,
  known: KnownAgreements,
  at: number,
  bytes: number,
): readonly PassedTransfer[] {
  if (decision.outcome !== 'allowed') return []
  const isDecisive = (one: LocalAgreement): boolean => uuidOf(one) === decision.agreement
  const agreement = known.local.find(isDecisive)
  if (agreement === undefined || peakMemory(agreement) === undefined) return []
  return [{ agreement: uuidOf(agreement), at, bytes }]
}
