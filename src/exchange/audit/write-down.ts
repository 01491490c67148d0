import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Change, Outcome } from '../ports/message-log.ts'
import type { BusinessEvent } from '../ports/journal.ts'
import type { Ports } from '../ports/ports.ts'
import { auditRow } from './audit-row.ts'
import type { BusinessFact } from './business-fact.ts'

/**
 * The one way by which a business event comes to be: its writes and its ledger rows are committed together, and
 * only then is it told to the log and the counters.
 */
export async function writeDown(
  ports: Ports,
  writes: Omit<Change, 'audit'>,
  facts: readonly BusinessFact[],
): Promise<Outcome> {
  const [outcome] = await writeDownEach(ports, [{ writes, facts }])
  if (outcome === undefined) throw new Error('the message log gave no answer to a change')
  return outcome
}

/** One business event's writes and ledger rows. */
export interface Writing {
  readonly writes: Omit<Change, 'audit'>
  readonly facts: readonly BusinessFact[]
}

/** As `writeDown`, for many in one commit, each whole or not at all; the outcomes are in their order. */
export async function writeDownEach(ports: Ports, writings: readonly Writing[]): Promise<readonly Outcome[]> {
  const outcomes = await ports.messageLog.commit(
    writings.map(({ writes, facts }) => ({
      ...writes,
      audit: facts.map((fact) => auditRow(fact, ports.ids, ports.digest)),
    })),
  )
  for (const [index, { facts }] of writings.entries()) {
    if (outcomes[index]?.kind === 'done') for (const fact of facts) ports.journal.tell(eventOf(fact))
  }
  return outcomes
}

/** Whether a failed write surely left nothing; after any other failure it may be there when the node starts again. */
export function keptNothing(error: unknown): boolean {
  return error instanceof KvittensError && error.code === 'StorageUnavailable'
}

/** A fact as it may be told outside the ledger: without hashes, names and texts. */
export function eventOf({
  event,
  at,
  subject,
  txId,
  caller,
  from,
  to,
  product,
  bytes,
  code,
}: BusinessFact): BusinessEvent {
  return {
    event,
    at,
    ...(subject === undefined ? {} : { receiptId: subject }),
    ...(txId === undefined ? {} : { txId }),
    ...(caller === undefined ? {} : { caller }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(product === undefined ? {} : { product }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(code === undefined ? {} : { code }),
  }
}
