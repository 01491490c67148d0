import { dirname } from 'node:path'
import { descriptorOf, pathsOf, type TraceEvent } from './trace-events.ts'

/** What one request must have made durable before the first octet of its reply. */
export interface DurabilityDemands {
  /** The client's port: names the connection that the reply goes out on. */
  readonly peerPort: number
  /** Where the body lies: in a file of its own, or in the log's own files; `none` for a request that stores no body. */
  readonly body: 'blob' | 'log' | 'none'
}

const writing = new Set(['write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'sendto', 'sendmsg'])
const syncing = new Set(['fsync', 'fdatasync'])
const renaming = new Set(['rename', 'renameat', 'renameat2'])

const partFile = /\/blobs\/.*\.part$/
const logFile = /\/content\/[^/]*\.seg$/
const walFile = /\.db-wal$/

/**
 * Holds what a node asked of the kernel between a request and the first octet of its reply against the order that
 * keeps a message through a power cut: body synced, named, folder synced, then the write-ahead log synced, then the
 * reply. Returns what is wrong, a sentence each.
 */
export function durabilityFaults(
  events: readonly TraceEvent[],
  demands: DurabilityDemands,
): readonly string[] {
  const reply = events.find(
    (event) => isWrite(event) && descriptorOf(event).includes(`:${demands.peerPort}]`),
  )
  if (reply === undefined) return ['there is no reply on the connection']
  const before = events.filter((event) => event.start < reply.start && !event.failed)
  const done = before.filter((event) => event.end < reply.start)
  const walSynced = last(done, (event) => isSync(event) && walFile.test(descriptorOf(event)))
  return [
    ...(walSynced === undefined ? ['the write-ahead log is not synced before the reply'] : []),
    ...(before.some((event) => isWrite(event) && walFile.test(descriptorOf(event)))
      ? []
      : ['nothing is written to the write-ahead log']),
    ...unsynced(before, done),
    ...unsyncedFolders(done),
    ...(demands.body === 'blob' ? blobFaults(done, walSynced) : []),
    ...(demands.body === 'log' ? logFaults(done, walSynced) : []),
  ]
}

/** Whatever was written before the reply is synced after the writing and before the reply. */
function unsynced(before: readonly TraceEvent[], done: readonly TraceEvent[]): readonly string[] {
  const lastWrite = new Map<string, TraceEvent>()
  for (const event of before) {
    const file = descriptorOf(event)
    const kept = partFile.test(file) || logFile.test(file) || walFile.test(file)
    if (isWrite(event) && kept) lastWrite.set(file, event)
  }
  return [...lastWrite]
    .filter(
      ([file, write]) =>
        !done.some((event) => isSync(event) && descriptorOf(event) === file && event.start > write.end),
    )
    .map(([file]) => `${file} is written and not synced before the reply`)
}

/** The name of each folder that is made is synced in the folder above. */
function unsyncedFolders(done: readonly TraceEvent[]): readonly string[] {
  return done
    .filter((event) => event.call === 'mkdir' || event.call === 'mkdirat')
    .flatMap((made) => {
      const path = pathsOf(made)[0] ?? ''
      return isFolderSyncedAfter(done, dirname(path), made)
        ? []
        : [`the folder ${path} is made, and its name not synced`]
    })
}

function blobFaults(done: readonly TraceEvent[], walSynced: TraceEvent | undefined): readonly string[] {
  const write = last(done, (event) => isWrite(event) && partFile.test(descriptorOf(event)))
  if (write === undefined) return ['no body file is written before the reply']
  const file = descriptorOf(write)
  const rename = done.find((event) => renaming.has(event.call) && pathsOf(event)[0] === file)
  if (rename === undefined) return ['the body file is not given its name before the reply']
  const synced = done.some(
    (event) =>
      isSync(event) && descriptorOf(event) === file && event.start > write.end && event.end < rename.start,
  )
  const folder = dirname(pathsOf(rename)[1] ?? '')
  const folderSync = done.find(
    (event) => isSync(event) && descriptorOf(event) === folder && event.start > rename.end,
  )
  return [
    ...(synced ? [] : ['the body file is given its name before its octets are synced']),
    ...(folderSync === undefined ? ['the folder of the body file is not synced after it got its name'] : []),
    ...(folderSync !== undefined && walSynced !== undefined && folderSync.end > walSynced.start
      ? ['the row is committed before the folder of the body file is synced']
      : []),
  ]
}

function logFaults(done: readonly TraceEvent[], walSynced: TraceEvent | undefined): readonly string[] {
  const write = last(done, (event) => isWrite(event) && logFile.test(descriptorOf(event)))
  if (write === undefined) return ['no body is written before the reply']
  const sync = done.find(
    (event) => isSync(event) && descriptorOf(event) === descriptorOf(write) && event.start > write.end,
  )
  if (sync === undefined || walSynced === undefined) return []
  return sync.end < walSynced.start ? [] : ['the row is committed before its body is synced']
}

function isFolderSyncedAfter(done: readonly TraceEvent[], folder: string, what: TraceEvent): boolean {
  return done.some((event) => isSync(event) && descriptorOf(event) === folder && event.start > what.end)
}

function isWrite(event: TraceEvent): boolean {
  return writing.has(event.call)
}

function isSync(event: TraceEvent): boolean {
  return syncing.has(event.call)
}

function last(events: readonly TraceEvent[], wanted: (event: TraceEvent) => boolean): TraceEvent | undefined {
  return events.findLast(wanted)
}
