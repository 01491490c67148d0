import { parentPort, workerData } from 'node:worker_threads'
import { saysNoRoom } from '../../storage-unavailable.ts'
import { Addresses } from './addresses.ts'
import { registryApplier } from './apply-registry.ts'
import { ChangeWriter } from './change-writer.ts'
import { openForWriting, segmentFolder } from './connection.ts'
import { faultOf, GroupCommit, StoreBroken } from './group-commit.ts'
import { LateIndex } from './late-index.ts'
import { Ledger } from './ledger.ts'
import { MessageReader } from './message-reader.ts'
import { placeChanges } from './place-changes.ts'
import { type ArrivedChange, Arriving, type PlacedChange } from './placed-change.ts'
import { pointLookups } from './point-lookups.ts'
import { Scrubbing } from './scrubbing.ts'
import { SegmentReader, SegmentWriter } from './segments.ts'
import { Subjects } from './subjects.ts'
import type { ChangeWire } from './change-wire.ts'
import type { FromWriter, OutcomeWire, ToWriter, WriterAnswer, WriterTask } from './writer-wire.ts'
import { type WorkerSetup, setupOf } from './worker-setup.ts'

type Batch = Extract<ToWriter, { readonly kind: 'batch' }>

/** The worker that writes: takes batches, commits all that wait as one group, then answers their questions. */
function run(setup: WorkerSetup, port: NonNullable<typeof parentPort>): void {
  const database = openForWriting(setup.dataDir)
  if (setup.maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${setup.maxPages}`)
  const segments = new SegmentWriter(segmentFolder(setup.dataDir))
  const stretches = new SegmentReader(segmentFolder(setup.dataDir))
  const messages = new MessageReader(database, stretches)
  const late = new LateIndex(database)
  const subjects = new Subjects(database, late)
  const ledger = new Ledger(database)
  const addresses = new Addresses(database)
  const changes = new ChangeWriter(database, { addresses, subjects, ledger, messages })
  const group = new GroupCommit({ database, changes, ledger, late, addresses })
  const lookup = pointLookups(database, subjects, messages)
  const applyRegistry = registryApplier(database, changes)
  const scrubbing = new Scrubbing({ database, group, segments, stretches })

  const waiting: Batch[] = []
  let closing = false

  function tell(message: FromWriter, transfer: readonly ArrayBuffer[] = []): void {
    port.postMessage(message, transfer)
  }

  /** The outcomes of each batch's commits, in order. */
  function commitAll(batches: readonly Batch[]): readonly (readonly OutcomeWire[])[] {
    const outcomes = commitArrived(batches.flatMap(changesIn))
    let at = 0
    return batches.map(({ tasks }) => outcomes.slice(at, (at += countOf(tasks))))
  }

  function commitArrived(changes: readonly ArrivedChange[]): readonly OutcomeWire[] {
    if (changes.length === 0) return []
    let placed: readonly PlacedChange[]
    try {
      placed = placeChanges(changes, segments, (tx) => subjects.messageByTx(tx) !== undefined)
    } catch (error) {
      if (!saysNoRoom(error)) throw new StoreBroken('a segment could not be written', { cause: error })
      // No row points at what was written of it.
      return changes.map(() => faultOf(error))
    }
    const outcomes = group.commit(placed)
    // The earlier change that brought the same tx.id was refused: these are tried again, the first of them placed.
    const again = commitArrived(changes.filter((_, index) => outcomes[index] === 'unplaced'))
    let next = 0
    return outcomes.flatMap((outcome) => (outcome === 'unplaced' ? again.slice(next, ++next) : [outcome]))
  }

  function answer(batch: Batch, outcomes: readonly OutcomeWire[]): void {
    let at = 0
    const answers = batch.tasks.map((task): WriterAnswer => {
      if (task.kind === 'commit') return { outcomes: outcomes.slice(at, (at += task.count)) }
      try {
        if (task.kind === 'ask') return lookup(task.question)
        if (task.kind === 'scrub') return scrubbing.take(task.step)
        return { applied: group.alone(() => applyRegistry(task.apply, batch.side)) }
      } catch (error) {
        if (error instanceof StoreBroken) throw error
        return faultOf(error)
      }
    })
    const { content, side } = batch
    tell({ kind: 'answers', batch: batch.batch, answers, content, side }, [bufferOf(content), bufferOf(side)])
  }

  function close(): void {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    segments.close()
    stretches.close()
    port.close()
  }

  /** Everything that has arrived while the last group was written is the next one. */
  function work(): void {
    const batches = waiting.splice(0)
    try {
      const outcomes = commitAll(batches)
      for (const [index, batch] of batches.entries()) answer(batch, outcomes[index] ?? [])
      if (closing) close()
    } catch (error) {
      tell({ kind: 'failed', fault: faultOf(error).fault })
      port.close()
    }
  }

  port.on('message', (message: ToWriter) => {
    if (message.kind === 'close') closing = true
    else waiting.push(message)
    if (closing || waiting.length === 1) setImmediate(work)
  })
  tell({ kind: 'ready' })
}

function changesIn(batch: Batch): readonly ArrivedChange[] {
  const arriving = new Arriving(batch.content.subarray(0, batch.contentLength), batch.side)
  return batch.tasks.flatMap((task) =>
    task.kind === 'commit' ? changesOf(task.changes).map((change) => arriving.next(change)) : [],
  )
}

function countOf(tasks: readonly WriterTask[]): number {
  return tasks.reduce((count, task) => count + (task.kind === 'commit' ? task.count : 0), 0)
}

/** The main thread wrote this JSON a moment ago, from values of these types. */
function changesOf(json: string): readonly ChangeWire[] {
  const changes: unknown = JSON.parse(json)
  if (!areChanges(changes)) throw new Error('the main thread sent changes that cannot be read')
  return changes
}

function areChanges(value: unknown): value is readonly ChangeWire[] {
  return Array.isArray(value) && value.every((change) => Array.isArray(change) && change.length === 6)
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  if (!(bytes.buffer instanceof ArrayBuffer)) throw new Error('a batch travels in memory of its own')
  return bytes.buffer
}

if (parentPort !== null) run(setupOf(workerData), parentPort)
