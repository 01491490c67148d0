import { agingAttemptsIn, agingIn } from './age-messages.ts'
import type {
  AuditRow,
  Change,
  DueQuery,
  LogTotals,
  MessageLog,
  MessageRecord,
  Outcome,
} from '../../../src/exchange/ports/message-log.ts'
import type { Registry, RegistryChange } from '../../../src/exchange/ports/registry.ts'
import type { Life } from '../machine/life.ts'
import {
  actorByFingerprintIn,
  actorIn,
  agreementIn,
  agreementsOnIn,
  placeOf,
  productIn,
  servicesIn,
} from './find-registered.ts'
import type { GroupCommit } from './group-commit.ts'
import { beginList } from './list-messages.ts'
import { type MessageRow, MessageTables } from './message-tables.ts'
import { quarantinedIn, standingIn } from './standing-messages.ts'
import { UndoLog } from './undo-log.ts'
import { writeChange } from './write-change.ts'

/** What lies on a node's disk besides blobs; it outlives the processes that open it. */
export class StoreDisk {
  readonly undo = new UndoLog()
  readonly tables = new MessageTables(this.undo)
  readonly #onChange: (change: Change, outcome: Outcome) => void

  /** `onChange` is told of each change as it is written, whoever is told of it afterwards. */
  constructor(onChange: (change: Change, outcome: Outcome) => void = () => {}) {
    this.#onChange = onChange
  }

  /** Whole or not at all. */
  write(change: Change): Outcome {
    const outcome = this.undo.transaction(() => {
      const answer = writeChange(change, this.tables)
      return { keep: answer.kind === 'done', answer }
    })
    this.#onChange(change, outcome)
    return outcome
  }

  apply(changes: readonly RegistryChange[], expectRevision: number, audit: readonly AuditRow[]): boolean {
    const { tables } = this
    return this.undo.transaction(() => {
      if (tables.revision !== expectRevision) return { keep: false, answer: false }
      for (const { key, put } of changes) {
        if (put === undefined) tables.registry.delete(placeOf(key))
        else tables.registry.set(placeOf(key), put)
      }
      tables.advanceRevision()
      for (const row of audit) tables.addAudit(row)
      return { keep: true, answer: true }
    })
  }
}

/** Milliseconds that a question to the store typically takes. */
const typical = 0.5
const auditBatch = 1000
const bearersMost = 100

/** The message log of one process. */
export function simMessageLog(disk: StoreDisk, life: Life, group: GroupCommit): MessageLog {
  const { tables } = disk
  const ask = <T>(what: string, question: () => T): Promise<T> => life.call(what, typical, question)
  const recordOf = (id: string | undefined): MessageRecord | undefined =>
    id === undefined ? undefined : tables.messages.get(id)?.record
  return {
    commit: (changes) => group.commit(() => changes.map((change) => disk.write(change))),
    byTxId: (txIds) => ask('byTxId', () => txIds.map((txId) => recordOf(tables.byTxId.get(txId)))),
    byReceiptId: (ids) => ask('byReceiptId', () => ids.map(recordOf)),
    purgedByTxId: (txIds) => ask('purgedByTxId', () => txIds.map((txId) => tables.purgedByTxId.get(txId))),
    purgedByReceiptId: (ids) => ask('purgedByReceiptId', () => ids.map((id) => tables.purged.get(id))),
    attempts: (ids) => ask('attempts', () => ids.map((id) => tables.attempts.get(id))),
    rowBody: (id) => ask('rowBody', () => tables.messages.get(id)?.body?.slice()),
    async *list(query) {
      const next = await ask(`list ${query.mailbox}`, () => beginList(query, tables))
      for (;;) {
        const batch = await ask('list on', next)
        if (batch === undefined) return
        yield batch
      }
    },
    story: (id) => ask('story', () => [...tables.storyOf(id)]),
    due: (query) => ask('due', () => dueOf(query, tables)),
    nextDue: (query) => ask('nextDue', () => nextDueOf(query, tables)),
    byExchange: (ids) =>
      ask('byExchange', () =>
        ids.map(({ corrId, contentId }) =>
          tables
            .bearing(corrId, contentId)
            .flatMap((id) => recordOf(id) ?? [])
            .filter(({ handling, label }) => handling !== undefined && label.sequenceType !== 'adm')
            .slice(0, bearersMost),
        ),
      ),
    copies: (id) => ask('copies', () => tables.copiesOf(id).flatMap((copy) => recordOf(copy) ?? [])),
    passed: (agreement, since) =>
      ask('passed', () =>
        tables
          .passedUnder(agreement)
          .filter(({ at }) => at >= since)
          .toSorted((one, other) => one.at - other.at),
      ),
    byState: (query) => ask('byState', () => standingIn(query, tables)),
    aging: (query) => ask('aging', () => agingIn(query, tables)),
    agingAttempts: (query) => ask('agingAttempts', () => agingAttemptsIn(query, tables)),
    unneededBlobs: (limit) => ask('unneededBlobs', () => [...tables.unneeded.keys()].slice(0, limit)),
    // What purges let go of is gone from the tables at once.
    scrub: () => ask('scrub', () => {}),
    forgetPassed: (before) =>
      group.commit(() => disk.undo.transaction(() => ({ keep: true, answer: tables.forgetPassed(before) }))),
    blobsInUse: (ids) => ask('blobsInUse', () => ids.map((id) => tables.byBlob.has(id))),
    numberAudit: () => group.commit(() => tables.audit.all.length),
    async *audit(from) {
      for (let at = from; ; at += auditBatch) {
        const rows = await ask('audit', () => tables.audit.all.slice(at, at + auditBatch))
        if (rows.length === 0) return
        yield rows.map((row, index) => Object.assign({ number: at + index }, row))
      }
    },
    totals: () => ask('totals', () => totalsOf(tables)),
  }
}

/** The registry of one process, which lies in the same store. */
export function simRegistry(disk: StoreDisk, life: Life, group: GroupCommit): Registry {
  const { tables } = disk
  const ask = <T>(what: string, question: () => T): Promise<T> => life.call(what, typical / 2, question)
  return {
    actors: (numbers) => ask('actors', () => numbers.map((number) => actorIn(tables, number))),
    products: (uuids) => ask('products', () => uuids.map((uuid) => productIn(tables, uuid))),
    actorsByFingerprint: (prints) =>
      ask('actorsByFingerprint', () => prints.map((print) => actorByFingerprintIn(tables, print))),
    services: () => ask('services', () => servicesIn(tables)),
    agreements: (uuids) => ask('agreements', () => uuids.map((uuid) => agreementIn(tables, uuid))),
    agreementsOn: (product) => ask('agreementsOn', () => agreementsOnIn(tables, product)),
    rows: () => ask('rows', () => [...tables.registry.values()]),
    revision: () => ask('revision', () => tables.revision),
    apply: (changes, expectRevision, audit) => group.commit(() => disk.apply(changes, expectRevision, audit)),
  }
}

function dueOf(query: DueQuery, tables: MessageTables): readonly MessageRecord[] {
  const rows: { readonly due: number; readonly row: MessageRow }[] = []
  for (const row of tables.due) {
    const due = dueBy(query, row)
    if (due !== undefined && due <= query.now) rows.push({ due, row })
  }
  rows.sort((one, other) => one.due - other.due || one.row.seq - other.row.seq)
  return rows.slice(0, query.limit).map(({ row }) => row.record)
}

function nextDueOf(query: Omit<DueQuery, 'now' | 'limit'>, tables: MessageTables): number | undefined {
  let next: number | undefined
  for (const row of tables.due) {
    const due = dueBy(query, row)
    if (due !== undefined && (next === undefined || due < next)) next = due
  }
  return next
}

/** When a message is due, where a question is about it. */
function dueBy(
  { exceptDestinations, except, destination }: Omit<DueQuery, 'now' | 'limit'>,
  { record: { receiptId, handling } }: MessageRow,
): number | undefined {
  if (handling?.due === undefined || except.includes(receiptId)) return undefined
  if (handling.destination !== undefined && exceptDestinations.includes(handling.destination))
    return undefined
  return destination === undefined || handling.destination === destination ? handling.due : undefined
}

/** What is not at its end. */
function queuedIn(tables: MessageTables): Pick<LogTotals, 'queued' | 'oldestQueuedAt'> {
  let queued = 0
  let oldest: number | undefined
  for (const { record } of tables.messages.values()) {
    if (record.state !== 'new' && record.state !== 'queued' && record.state !== 'held') continue
    queued += 1
    if (oldest === undefined || record.arrivedAt < oldest) oldest = record.arrivedAt
  }
  return { queued, ...(oldest === undefined ? {} : { oldestQueuedAt: oldest }) }
}

function totalsOf(tables: MessageTables): LogTotals {
  let waiting = 0
  let oldest: number | undefined
  for (const mailbox of tables.mailboxes) {
    waiting += mailbox.size
    for (const id of mailbox.values()) {
      const arrivedAt = tables.messages.get(id)?.record.arrivedAt
      if (arrivedAt !== undefined && (oldest === undefined || arrivedAt < oldest)) oldest = arrivedAt
    }
  }
  return {
    messages: tables.messages.size,
    waiting,
    ...(oldest === undefined ? {} : { oldestWaitingAt: oldest }),
    ...queuedIn(tables),
    quarantined: quarantinedIn(tables),
    auditRows: tables.audit.all.length,
  }
}
