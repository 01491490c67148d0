import type {
  AuditRow,
  MailboxQuery,
  MessageLog,
  MessageRecord,
  NumberedAuditRow,
  Outcome,
  PurgedEntry,
} from '../../../exchange/ports/message-log.ts'
import { attemptOf, auditOf, purgedOf, recordOf } from './decode-record.ts'
import { InTurn } from './in-turn.ts'
import type { ReaderLink } from './reader-link.ts'
import { scrub, scrubStep } from './scrub.ts'
import { unexpected } from './unexpected-answer.ts'
import { errorOfFault } from './store-failure.ts'
import type {
  FaultWire,
  OutcomeWire,
  ReaderQuestion,
  RecordWire,
  WriterAnswer,
  WriterQuestion,
} from './wire.ts'
import type { WriterLink } from './writer-link.ts'

/** Batches of lists that are read and on their way at once: each takes memory in both threads, however many wait. */
const listBatchesAtOnce = 4

/** The message log over the two workers. */
export function sqliteMessageLog(writer: WriterLink, reader: ReaderLink): MessageLog {
  const listBatches = new InTurn(listBatchesAtOnce)

  function ask(question: WriterQuestion): Promise<WriterAnswer> {
    return writer.ask(() => ({ kind: 'ask', question }))
  }

  return {
    async commit(changes) {
      if (changes.length === 0) return []
      const answer = await writer.commit(changes)
      if (!('outcomes' in answer)) throw unexpected()
      return outcomesOf(answer.outcomes)
    },
    async byTxId(txIds) {
      return recordsOf(await ask({ ask: 'byTxId', txIds })).map(optionalRecord)
    },
    async byReceiptId(ids) {
      return recordsOf(await ask({ ask: 'byReceiptId', ids })).map(optionalRecord)
    },
    async purgedByTxId(txIds) {
      return purgedIn(await ask({ ask: 'purgedByTxId', txIds }))
    },
    async purgedByReceiptId(ids) {
      return purgedIn(await ask({ ask: 'purgedByReceiptId', ids }))
    },
    async attempts(ids) {
      const answer = await ask({ ask: 'attempts', ids })
      if (!('attempts' in answer)) throw unexpected()
      return answer.attempts.map((attempt) => attempt && attemptOf(attempt))
    },
    async rowBody(id) {
      const answer = await ask({ ask: 'rowBody', id })
      if (!('bytes' in answer)) throw unexpected()
      return answer.bytes
    },
    list: (query) => list(reader, listBatches, query),
    async story(id) {
      const answer = await ask({ ask: 'story', id })
      if (!('audit' in answer)) throw unexpected()
      return answer.audit.map((row): AuditRow => auditOf(row))
    },
    async blobsInUse(ids) {
      const answer = await reader.ask({ ask: 'blobsInUse', ids })
      if (!('inUse' in answer)) throw unexpected()
      return answer.inUse
    },
    async aging(query) {
      const answer = await reader.ask({ ask: 'aging', query })
      if (!('found' in answer)) throw unexpected()
      return answer.found.map(recordOf)
    },
    async agingAttempts(query) {
      const answer = await reader.ask({ ask: 'agingAttempts', query })
      if (!('old' in answer)) throw unexpected()
      return answer.old.map(attemptOf)
    },
    async unneededBlobs(limit) {
      const answer = await reader.ask({ ask: 'unneededBlobs', limit })
      if (!('blobs' in answer)) throw unexpected()
      return answer.blobs
    },
    scrub: () => scrub(writer, reader),
    async forgetPassed(before) {
      const answer = await scrubStep(writer, { do: 'forgetPassed', before })
      if (!('forgot' in answer)) throw unexpected()
      return answer.forgot
    },
    async due(query) {
      const answer = await reader.ask({ ask: 'due', query })
      if (!('found' in answer)) throw unexpected()
      return answer.found.map(recordOf)
    },
    async nextDue(query) {
      const answer = await reader.ask({ ask: 'nextDue', query })
      if (!('next' in answer)) throw unexpected()
      return answer.next
    },
    async byState(query) {
      const answer = await reader.ask({ ask: 'byState', query })
      if (!('standing' in answer)) throw unexpected()
      const { standing, mark } = answer
      return { messages: standing.map(recordOf), ...(mark === undefined ? {} : { next: mark }) }
    },
    async byExchange(ids) {
      if (ids.length === 0) return []
      const answer = await reader.ask({ ask: 'byExchange', ids })
      if (!('each' in answer)) throw unexpected()
      return answer.each.map((records) => records.map(recordOf))
    },
    async copies(id) {
      const answer = await reader.ask({ ask: 'copies', of: id })
      if (!('found' in answer)) throw unexpected()
      return answer.found.map(recordOf)
    },
    async passed(agreement, since) {
      const answer = await reader.ask({ ask: 'passed', agreement, since })
      if (!('passed' in answer)) throw unexpected()
      return answer.passed.map(([, at, bytes]) => ({ agreement, at, bytes }))
    },
    async numberAudit() {
      // The one writer gives the numbers as it commits, without gaps: there is nothing left to do behind it.
      const answer = await reader.ask({ ask: 'auditRows' })
      if (!('rows' in answer)) throw unexpected()
      return answer.rows
    },
    audit: (from) => audit(reader, from),
    async totals() {
      const { oldestWaitingAt, oldestQueuedAt, ...counts } = await totals(reader)
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
      const answer = await next
      if (!('records' in answer)) throw unexpected()
      ;({ cursor } = answer)
      if (answer.records.length > 0) yield answer.records.map(recordOf)
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
    const answer = await reader.ask({ ask: 'audit', from: at })
    if (!('audit' in answer)) throw unexpected()
    const last = answer.audit.at(-1)
    if (last === undefined) return
    yield answer.audit.map(auditOf)
    at = last.number + 1
  }
}

async function totals(reader: ReaderLink) {
  const answer = await reader.ask({ ask: 'totals' })
  if (!('auditRows' in answer)) throw unexpected()
  return answer
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

function recordsOf(answer: WriterAnswer): readonly (RecordWire | undefined)[] {
  if (!('records' in answer)) throw unexpected()
  return answer.records
}

function purgedIn(answer: WriterAnswer): readonly (PurgedEntry | undefined)[] {
  if (!('purged' in answer)) throw unexpected()
  return answer.purged.map((purged) => purged && purgedOf(purged))
}

function optionalRecord(wire: RecordWire | undefined): MessageRecord | undefined {
  return wire && recordOf(wire)
}
