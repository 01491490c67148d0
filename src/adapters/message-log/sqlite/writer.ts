import { parentPort, workerData } from 'node:worker_threads'
import { Addresses } from './addresses.ts'
import { registryApplier } from './apply-registry.ts'
import { ChangeWriter } from './change-writer.ts'
import { openForWriting, segmentFolder } from './connection.ts'
import { faultOf, GroupCommit, StoreBroken } from './group-commit.ts'
import { LateIndex } from './late-index.ts'
import { Ledger } from './ledger.ts'
import { MessageReader } from './message-reader.ts'
import { type PlacedChange, Placing } from './placed-change.ts'
import { pointLookups } from './point-lookups.ts'
import { type Place, SegmentReader, SegmentWriter } from './segments.ts'
import { Subjects } from './subjects.ts'
import type {
  ChangeWire,
  FromWriter,
  OutcomeWire,
  ToWriter,
  WorkerSetup,
  WriterAnswer,
  WriterTask,
} from './wire.ts'
import { setupOf } from './worker-setup.ts'

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
  const group = new GroupCommit({ database, segments, changes, ledger, late, addresses })
  const lookup = pointLookups(database, subjects, messages)
  const applyRegistry = registryApplier(database, changes)

  const waiting: Batch[] = []
  let busy = false
  let closing = false

  function tell(message: FromWriter, transfer: readonly ArrayBuffer[] = []): void {
    port.postMessage(message, transfer)
  }

  /** The outcomes of each batch's commits, in order. */
  async function commitAll(batches: readonly Batch[]): Promise<readonly (readonly OutcomeWire[])[]> {
    const placed: PlacedChange[] = []
    const counts = batches.map((batch) => countOf(batch.tasks))
    if (counts.every((count) => count === 0)) return batches.map(() => [])
    let outcomes: readonly OutcomeWire[]
    try {
      const appended = appendAll(batches, placed)
      outcomes = await group.commit(placed, appended ? segments.sync() : undefined)
    } catch (error) {
      if (error instanceof StoreBroken) throw error
      // The segment took nothing: no change was begun.
      outcomes = counts.flatMap((count) => Array.from({ length: count }, () => faultOf(error)))
    }
    let at = 0
    return counts.map((count) => outcomes.slice(at, (at += count)))
  }

  function appendAll(batches: readonly Batch[], placed: PlacedChange[]): boolean {
    segments.roll()
    let appended = false
    for (const batch of batches) {
      let place: Place = { segment: 0, at: 0 }
      if (batch.contentLength > 0) {
        place = segments.append(batch.content.subarray(0, batch.contentLength))
        appended = true
      }
      const placing = new Placing(place, batch.side)
      for (const task of batch.tasks) {
        if (task.kind === 'commit')
          for (const change of changesOf(task.changes)) placed.push(placing.next(change))
      }
    }
    return appended
  }

  function answer(batch: Batch, outcomes: readonly OutcomeWire[]): void {
    let at = 0
    const answers = batch.tasks.map((task): WriterAnswer => {
      if (task.kind === 'commit') return { outcomes: outcomes.slice(at, (at += task.count)) }
      try {
        if (task.kind === 'ask') return lookup(task.question)
        return { applied: group.alone(() => applyRegistry(task.apply, batch.side)) }
      } catch (error) {
        if (error instanceof StoreBroken) throw error
        return faultOf(error)
      }
    })
    const { content, side } = batch
    tell({ kind: 'answers', batch: batch.batch, answers, content, side }, [bufferOf(content), bufferOf(side)])
  }

  async function work(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      const batches = waiting.splice(0)
      const outcomes = await commitAll(batches)
      for (const [index, batch] of batches.entries()) answer(batch, outcomes[index] ?? [])
    }
    busy = false
    if (closing) close()
  }

  function close(): void {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    segments.close()
    stretches.close()
    port.close()
  }

  port.on('message', (message: ToWriter) => {
    if (message.kind === 'close') closing = true
    else waiting.push(message)
    if (busy) return
    if (waiting.length === 0) {
      close()
      return
    }
    work().catch((error: unknown) => {
      tell({ kind: 'failed', fault: faultOf(error).fault })
      port.close()
    })
  })
  tell({ kind: 'ready' })
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
  return Array.isArray(value) && value.every((change) => Array.isArray(change) && change.length === 4)
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  if (!(bytes.buffer instanceof ArrayBuffer)) throw new Error('a batch travels in memory of its own')
  return bytes.buffer
}

if (parentPort !== null) run(setupOf(workerData), parentPort)
