import type { BusinessFact } from '../audit/business-fact.ts'
import { writeDownEach, type Writing } from '../audit/write-down.ts'
import type { AgingStep, MessageRecord, ReceiptId } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { takeForFetch } from '../mailbox/fetch-lease.ts'
import { identityOf } from './identity.ts'
import { mayAge, type RetentionSettings } from './may-age.ts'
import { removeLeftOver } from './remove-left-over.ts'

/** Messages that age at once: what is held in memory of them. */
export const messagesAtOnce = 200

/** A run of retention: its hour, its settings, and whether it is to go on after a batch. */
export interface RetentionRun {
  readonly ports: Ports
  readonly settings: RetentionSettings
  readonly now: number
  readonly goesOn: () => boolean
}

/** Archives what is old enough; returns how many. */
export function archive(run: RetentionRun): Promise<number> {
  return inBatches(run, 'archive', run.settings.archiveAfter, (messages) =>
    written(run, messages, ({ receiptId, version, label: { txId } }) => ({
      writes: { update: [{ receiptId, expectVersion: version, archivedAt: run.now }] },
      facts: [aged('archived', run, receiptId, txId)],
    })),
  )
}

/** Purges the content of archived messages, but of one that is being fetched. */
export function purgeContent(run: RetentionRun): Promise<number> {
  return inBatches(run, 'purgeContent', run.settings.purgeContentAfter, async (messages) => {
    await using leases = new AsyncDisposableStack()
    const free: MessageRecord[] = []
    for (const message of messages) {
      const lease = await takeForFetch(run.ports.coordination, message.receiptId)
      if (lease === undefined) continue
      leases.use(lease)
      free.push(message)
    }
    const done = await written(run, free, ({ receiptId, version, label: { txId } }) => ({
      writes: { update: [{ receiptId, expectVersion: version, contentPurgedAt: run.now }] },
      facts: [aged('contentPurged', run, receiptId, txId)],
    }))
    await removeLeftOver(run.ports)
    return done
  })
}

/** Purges the entries of messages whose content is purged. */
export function purgeEntries(run: RetentionRun): Promise<number> {
  const { ports, settings } = run
  return inBatches(run, 'purgeEntry', settings.purgeEntryAfter, async (messages) => {
    const done = await written(run, messages, ({ receiptId, version, label }) => ({
      writes: { purge: [{ receiptId, expectVersion: version, identity: identityOf(label, ports.digest) }] },
      facts: [aged('entryPurged', run, receiptId, label.txId)],
    }))
    await removeLeftOver(ports)
    return done
  })
}

/** `act` answers which of them it aged; the others are left for the next run. */
async function inBatches(
  { ports, settings, now, goesOn }: RetentionRun,
  step: AgingStep,
  after: number,
  act: (messages: readonly MessageRecord[]) => Promise<ReadonlySet<ReceiptId>>,
): Promise<number> {
  const { purgeUnacknowledgedAfter } = settings
  const query = {
    step,
    arrivedBefore: now - after,
    limit: messagesAtOnce,
    ...(purgeUnacknowledgedAfter === undefined
      ? {}
      : { unacknowledgedBefore: now - Math.max(after, purgeUnacknowledgedAfter) }),
  }
  const left: ReceiptId[] = []
  let count = 0
  while (goesOn()) {
    const found = await ports.messageLog.aging({ ...query, except: left })
    if (found.length === 0) return count
    const done = await act(found.filter((message) => mayAge(message, settings, now)))
    count += done.size
    left.push(...found.map(({ receiptId }) => receiptId).filter((id) => !done.has(id)))
  }
  return count
}

/** Each message in a change of its own, all in one commit: one that was changed meanwhile holds up no other. */
async function written(
  { ports }: RetentionRun,
  messages: readonly MessageRecord[],
  writing: (message: MessageRecord) => Writing,
): Promise<ReadonlySet<ReceiptId>> {
  if (messages.length === 0) return new Set()
  const outcomes = await writeDownEach(ports, messages.map(writing))
  return new Set(
    messages.filter((_, index) => outcomes[index]?.kind === 'done').map(({ receiptId }) => receiptId),
  )
}

function aged(
  event: 'archived' | 'contentPurged' | 'entryPurged',
  { now }: RetentionRun,
  subject: ReceiptId,
  txId: string,
): BusinessFact {
  return { event, at: now, subject, txId }
}
