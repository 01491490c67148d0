import type {
  AuditRow,
  MailboxQuery,
  MessageLog,
  MessageRecord,
  NumberedAuditRow,
  Outcome,
  PurgedEntry,
} from '../../../exchange/ports/message-log.ts'
import { answered, type NameIn } from './answered.ts'
import { attemptOf, auditOf, purgedOf, recordOf } from './decode-record.ts'
import { InTurn } from './in-turn.ts'
import type { ReaderLink } from './reader-link.ts'
import { scrub, scrubStep } from './scrub.ts'
import { type FaultWire, errorOfFault } from './store-failure.ts'
import type { ReaderAnswer, ReaderQuestion } from './reader-wire.ts'
import type { PurgedWire, RecordWire } from './row-wire.ts'
import type { OutcomeWire, WriterAnswer, WriterQuestion } from './writer-wire.ts'
import type { WriterLink } from './writer-link.ts'

/** Batches of lists that are read and on their way at once: each takes memory in both threads, however many wait. */
const listBatchesAtOnce = 4

/** The message log over the two workers. */
export function sqliteMessageLog(writer: WriterLink, reader: ReaderLink): MessageLog {
  const listBatches = new InTurn(listBatchesAtOnce)

  /** `name` tells the answer that belongs to the question. */
  async function askWriter<Name extends NameIn<WriterAnswer>>(question: WriterQuestion, name: Name) {
    return answered(await writer.ask(() => ({ kind: 'ask', question })), name)
  }

  async function askReader<Name extends NameIn<ReaderAnswer>>(question: ReaderQuestion, name: Name) {
    return answered<ReaderAnswer, Name>(await reader.ask(question), name)
  }

  return {
    async commit(changes) {
      if (changes.length === 0) return []
      const { outcomes } = answered(await writer.commit(changes), 'outcomes')
      return outcomesOf(outcomes)
    },
    async byTxId(txIds) {
      const { records } = await askWriter({ ask: 'byTxId', txIds }, 'records')
      return records.map(optionalRecord)
    },
    async byReceiptId(ids) {
      const { records } = await askWriter({ ask: 'byReceiptId', ids }, 'records')
      return records.map(optionalRecord)
    },
    async purgedByTxId(txIds) {
      const { purged } = await askWriter({ ask: 'purgedByTxId', txIds }, 'purged')
      return purged.map(optionalPurged)
    },
    async purgedByReceiptId(ids) {
      const { purged } = await askWriter({ ask: 'purgedByReceiptId', ids }, 'purged')
      return purged.map(optionalPurged)
    },
    async attempts(ids) {
      const { attempts } = await askWriter({ ask: 'attempts', ids }, 'attempts')
      return attempts.map((attempt) => attempt && attemptOf(attempt))
    },
    async rowBody(id) {
      const { bytes } = await askWriter({ ask: 'rowBody', id }, 'bytes')
      return bytes
    },
    list: (query) => list(reader, listBatches, query),
    async story(id) {
      const { audit } = await askWriter({ ask: 'story', id }, 'audit')
      return audit.map((row): AuditRow => auditOf(row))
    },
    async blobsInUse(ids) {
      const { inUse } = await askReader({ ask: 'blobsInUse', ids }, 'inUse')
      return inUse
    },
    async aging(query) {
      const { found } = await askReader({ ask: 'aging', query }, 'found')
      return found.map(recordOf)
    },
    async agingAttempts(query) {
      const { old } = await askReader({ ask: 'agingAttempts', query }, 'old')
      return old.map(attemptOf)
    },
    async unneededBlobs(limit) {
      const { blobs } = await askReader({ ask: 'unneededBlobs', limit }, 'blobs')
      return blobs
    },
    scrub: () => scrub(writer, reader),
    async forgetPassed(before) {
      const { forgot } = await scrubStep(writer, { do: 'forgetPassed', before }, 'forgot')
      return forgot
    },
    async due(query) {
      const { found } = await askReader({ ask: 'due', query }, 'found')
      return found.map(recordOf)
    },
    async nextDue(query) {
      const { next } = await askReader({ ask: 'nextDue', query }, 'next')
      return next
    },
    async byState(query) {
      const { standing, mark } = await askReader({ ask: 'byState', query }, 'standing')
      return { messages: standing.map(recordOf), ...(mark === undefined ? {} : { next: mark }) }
    },
    async byExchange(ids) {
      if (ids.length === 0) return []
      const { each } = await askReader({ ask: 'byExchange', ids }, 'each')
      return each.map((records) => records.map(recordOf))
    },
    async copies(id) {
      const { found } = await askReader({ ask: 'copies', of: id }, 'found')
      return found.map(recordOf)
    },
    async passed(agreement, since) {
      const { passed } = await askReader({ ask: 'passed', agreement, since }, 'passed')
      return passed.map(([, at, bytes]) => ({ agreement, at, bytes }))
    },
    async numberAudit() {
      // The one writer gives the numbers as it commits, without gaps: there is nothing left to do behind it.
      const { rows } = await askReader({ ask: 'auditRows' }, 'rows')
      return rows
    },
    audit: (from) => audit(reader, from),
    async totals() {
      const { oldestWaitingAt, oldestQueuedAt, ...counts } = await askReader({ ask: 'totals' }, 'auditRows')
      return {
        ...counts,
        ...(oldestWaitingAt === undefined ? {} : { oldestWaitingAt }),
        ...(oldestQueuedAt === undefined ? {} : { oldestQueuedAt }),
      }
    },
  }
}

async function* list(
  reader: ReaderLink,
  batches: InTurn,
  query: MailboxQuery,
): AsyncGenerator<readonly MessageRecord[]> {
  const ask = (question: ReaderQuestion) => batches.run(() => reader.ask(question))
  let cursor: number | undefined
  try {
    let next = ask({ ask: 'list', query })
    for (;;) {
      const batch = answered(await next, 'records')
      ;({ cursor } = batch)
      if (batch.records.length > 0) yield batch.records.map(recordOf)
      if (cursor === undefined) return
      next = ask({ ask: 'more', cursor })
    }
  } finally {
    if (cursor !== undefined) await reader.ask({ ask: 'release', cursor }).catch(alreadyGone)
  }
}

/** A reader that has stopped holds no cursors. */
function alreadyGone(): void {
  // Deliberately silent: the consumer has what it wanted.
}

async function* audit(reader: ReaderLink, from: number): AsyncGenerator<readonly NumberedAuditRow[]> {
  for (let at = from; ;) {
    const { audit } = answered(await reader.ask({ ask: 'audit', from: at }), 'audit')
    const last = audit.at(-1)
    if (last === undefined) return
    yield audit.map(auditOf)
    at = last.number + 1
  }
}

/** Throws for what failed: as `StorageUnavailable`, which says that nothing is kept, only where that holds of them all. */
function outcomesOf(wires: readonly OutcomeWire[]): readonly Outcome[] {
  const faults = wires.filter(isFault)
  const fault = faults.find(({ passes }) => !passes) ?? faults[0]
  if (fault !== undefined) throw errorOfFault({ ...fault, passes: fault.passes && !wires.includes('done') })
  const outcomes: Outcome[] = []
  for (const wire of wires) if (!isFault(wire)) outcomes.push(outcomeOf(wire))
  return outcomes
}

function isFault(wire: OutcomeWire): wire is FaultWire {
  return wire !== 'done' && 'fault' in wire
}

function outcomeOf(wire: Exclude<OutcomeWire, FaultWire>): Outcome {
  if (wire === 'done') return { kind: 'done' }
  if ('duplicate' in wire) return { kind: 'duplicate', first: recordOf(wire.duplicate) }
  if ('purgedDuplicate' in wire) return { kind: 'purgedDuplicate', first: purgedOf(wire.purgedDuplicate) }
  return { kind: 'conflict', current: optionalRecord(wire.conflict) }
}

function optionalRecord(wire: RecordWire | undefined): MessageRecord | undefined {
  return wire && recordOf(wire)
}

function optionalPurged(wire: PurgedWire | undefined): PurgedEntry | undefined {
  return wire && purgedOf(wire)
}
