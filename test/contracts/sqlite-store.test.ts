import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { randomIds } from '../../src/adapters/ids.ts'
import { openSqliteStore, type SqliteStore } from '../../src/adapters/message-log/sqlite/open-store.ts'
import { stateOf } from '../../src/adapters/message-log/sqlite/codes.ts'
import { openForReading, segmentFolder } from '../../src/adapters/message-log/sqlite/connection.ts'
import { HandledMessages } from '../../src/adapters/message-log/sqlite/handled-messages.ts'
import { MessageReader } from '../../src/adapters/message-log/sqlite/message-reader.ts'
import { SegmentReader } from '../../src/adapters/message-log/sqlite/segments.ts'
import { WriterLink } from '../../src/adapters/message-log/sqlite/writer-link.ts'
import type { Change, NewMessage } from '../../src/exchange/ports/message-log.ts'
import { killedChild } from './killed-child.ts'
import { auditRow, newMessage, noon, plainList } from './messages.ts'
import { smallDisk, smallDiskLeftOut } from './small-disk.ts'
import { sqlitePlace } from './sqlite-place.ts'

const ids = randomIds()
const looked = { exceptDestinations: [], except: [] }
const logChild = new URL('./log-child.ts', import.meta.url)

describe('SQLite store', () => {
  it('has, after a kill, every message whose commit was answered, with gapless audit numbers', async () => {
    await using place = await sqlitePlace()
    const answered: string[] = []
    for (const lines of [40, 1500]) {
      answered.push(...(await killedChild(logChild, [place.dataDir], lines)))
      await using store = await place.open()
      const log = store.messageLog
      const pairs = answered.map((line) => line.split(' '))
      const byReceipt = await log.byReceiptId(pairs.map(([receipt = '']) => receipt))
      const byTx = await log.byTxId(pairs.map(([, tx = '']) => tx))
      for (const [index, [receipt = '', tx]] of pairs.entries()) {
        assert.equal(byReceipt[index]?.label.txId, tx)
        assert.equal(byTx[index]?.receiptId, receipt)
      }
      assert.equal((await log.rowBody(pairs.at(-1)?.[0] ?? ''))?.length, 2000)
      const { messages, waiting, auditRows } = await log.totals()
      assert.ok(messages >= answered.length && messages <= answered.length + 32)
      assert.deepEqual([waiting, auditRows], [messages, messages])
      const rows = (await Array.fromAsync(log.audit(0))).flat()
      assert.deepEqual(
        rows.map((row) => row.number),
        Array.from({ length: messages }, (_, index) => index),
      )
      assert.equal(
        (await Array.fromAsync(log.list(plainList({ maxHits: 1_000_000 })))).flat().length,
        messages,
      )
    }
  })

  it('has, after a kill, every step of a message that was answered, and right counts', async () => {
    await using place = await sqlitePlace()
    const lines = await killedChild(new URL('./handled-child.ts', import.meta.url), [place.dataDir], 1500)
    const answered = new Map(
      lines.map((line) => line.split(' ')).map(([receipt = '', version]) => [receipt, Number(version)]),
    )
    await using store = await place.open()
    const log = store.messageLog
    const found = await log.byReceiptId([...answered.keys()])
    for (const [index, version] of [...answered.values()].entries()) {
      const record = found[index]
      assert.ok(record !== undefined && record.version >= version && record.version <= version + 1)
      assert.equal(record.state, record.version > 2 ? 'received' : record.version > 1 ? 'queued' : 'new')
      assert.equal(record.handling?.due, record.version > 2 ? undefined : noon + record.version - 1)
      assert.equal(record.acknowledgedAt, record.version > 3 ? noon : undefined)
    }
    const { messages, waiting, queued } = await log.totals()
    const due = await log.due({ now: noon + 1, limit: messages, exceptDestinations: [], except: [] })
    const listed = (await Array.fromAsync(log.list(plainList({ maxHits: 1_000_000 })))).flat()
    assert.deepEqual([queued, waiting], [due.length, listed.length])
    assert.ok(messages >= answered.size && messages <= answered.size + 8)
  })

  it('takes over a store of the first schema with what is in it', async () => {
    await using place = await sqlitePlace()
    const message = newMessage({ ids })
    const done = newMessage({ ids })
    {
      await using store = await place.open()
      await store.messageLog.commit([accepted(message), accepted(done)])
      const update = { receiptId: done.receiptId, expectVersion: 1, acknowledgedAt: noon }
      await store.messageLog.commit([{ update: [update], audit: [] }])
    }
    {
      using database = new DatabaseSync(join(place.dataDir, 'kvittens.db'))
      database.exec(`
        DROP TABLE past; DROP TABLE stranded; DROP TABLE erasure; DROP TABLE unneeded_blob;
        DROP INDEX message_segment; DROP INDEX attempt_next; DROP INDEX acknowledged_next;
        ALTER TABLE message DROP COLUMN identity; ALTER TABLE attempt DROP COLUMN purged;
        ALTER TABLE acknowledged DROP COLUMN archived; ALTER TABLE acknowledged DROP COLUMN arrived;
        DROP TABLE handling; DROP TABLE passed;
        PRAGMA user_version = 1`)
    }
    await using store = await place.open()
    const log = store.messageLog
    const [found] = await log.byReceiptId([message.receiptId])
    assert.deepEqual(
      [found?.state, found?.mailbox, found?.handling],
      ['received', message.mailbox, undefined],
    )
    const queued = newMessage({ ids, state: 'queued', handling: { since: noon, due: noon, attempts: 0 } })
    await log.commit([accepted(queued)])
    const { messages, waiting } = await log.totals()
    assert.deepEqual([messages, waiting, await log.nextDue(looked)], [3, 1, noon])
    const old = await log.aging({ step: 'archive', arrivedBefore: noon + 1, except: [], limit: 9 })
    assert.deepEqual(
      old.map(({ receiptId: id, acknowledgedAt }) => [id, acknowledgedAt]),
      [[done.receiptId, noon]],
    )
  })

  it('refuses what does not fit a message, whole', async () => {
    await using place = await sqlitePlace()
    await using store = await place.open()
    const log = store.messageLog
    const handling = { since: noon, due: noon, attempts: 0 }
    const [there, queued] = [newMessage({ ids, handling }), newMessage({ ids, state: 'queued', handling })]
    await log.commit([accepted(there), accepted(queued)])
    const { mailbox, ...nowhere } = newMessage({ ids })
    const { handling: _, ...unhandled } = newMessage({ ids, state: 'queued', handling })
    const stray = newMessage({ ids })
    const inserts = [nowhere, unhandled, { ...unhandled, handling, mailbox: mailbox ?? '' }]
    const updates = [
      { receiptId: there.receiptId, state: 'quarantined', handling },
      { receiptId: there.receiptId, readdress: { product: ids.uuid() } },
      { receiptId: queued.receiptId, state: 'sent', mailbox: '2021000001', handling },
      { receiptId: queued.receiptId, state: 'received', handling },
      { receiptId: queued.receiptId, mailbox: '2021000001' },
      { receiptId: queued.receiptId, fetchedAt: noon },
    ] as const
    for (const message of inserts) {
      await assert.rejects(log.commit([{ insert: [stray, message], audit: [] }]), /store refused/)
    }
    for (const update of updates) {
      const change = { insert: [stray], update: [{ ...update, expectVersion: 1 }], audit: [] }
      await assert.rejects(log.commit([change]), /store refused/)
    }
    assert.deepEqual(
      (await log.byReceiptId([there.receiptId, queued.receiptId])).map((record) => record?.version),
      [1, 1],
    )
    assert.equal((await log.totals()).messages, 2)
  })

  it('gives as due nothing that is cancelled while the question is answered', async () => {
    await using place = await sqlitePlace()
    await using store = await place.open()
    const handling = { since: noon, due: noon, destination: '5560000001', attempts: 0 }
    const message = newMessage({ ids, state: 'queued', handling })
    await store.messageLog.commit([accepted(message)])
    using reading = openForReading(place.dataDir)
    using writing = new DatabaseSync(join(place.dataDir, 'kvittens.db'))
    const stretches = new SegmentReader(segmentFolder(place.dataDir))
    /** Reads each message a moment after another has cancelled it. */
    class LateReader extends MessageReader {
      override record(seq: number) {
        writing.prepare('UPDATE handling SET state = 6, due = NULL, version = 2 WHERE seq = ?').run(seq)
        return super.record(seq)
      }
    }
    const handled = new HandledMessages(reading, new LateReader(reading, stretches))
    const due = () => handled.due({ ...looked, now: noon, limit: 9 })
    assert.deepEqual(
      due().map(({ state, version }) => [stateOf(state), version]),
      [['queued', 1]],
    )
    assert.deepEqual(due(), [])
    stretches.close()
  })

  it('finds names whose keys were moving to the table when it was killed', async () => {
    await using place = await sqlitePlace()
    const made: { readonly receipt: string; readonly tx: string }[] = []
    const script = new URL('./log-child.ts', import.meta.url)
    // Enough for a pass of the late index, and for the next to be under way in the child.
    {
      await using store = await place.open()
      for (let round = 0; round < 52; round++) {
        const messages = Array.from({ length: 1000 }, () => newMessage({ ids }))
        await Promise.all(
          Array.from({ length: 20 }, (_, part) =>
            store.messageLog.commit(
              messages.slice(part * 50, part * 50 + 50).map((message) => ({ insert: [message], audit: [] })),
            ),
          ),
        )
        for (const message of messages) made.push({ receipt: message.receiptId, tx: message.label.txId })
      }
    }
    for (const line of await killedChild(script, [place.dataDir], 300)) {
      const [receipt = '', tx = ''] = line.split(' ')
      made.push({ receipt, tx })
    }
    await using store = await place.open()
    for (let at = 0; at < made.length; at += 500) {
      const some = made.slice(at, at + 500)
      const found = await store.messageLog.byReceiptId(some.map(({ receipt }) => receipt))
      assert.deepEqual(
        found.map((record) => record?.label.txId),
        some.map(({ tx }) => tx),
      )
      const again = await store.messageLog.byTxId(some.map(({ tx }) => tx))
      assert.deepEqual(
        again.map((record) => record?.receiptId),
        some.map(({ receipt }) => receipt),
      )
    }
    const twin = newMessage({ ids, txId: made[5]?.tx ?? '' })
    const [outcome] = await store.messageLog.commit([{ insert: [twin], audit: [] }])
    assert.equal(outcome?.kind, 'duplicate')
  })

  it('is refused while another process holds it, and free once that one is killed', async () => {
    await using place = await sqlitePlace()
    const child = spawn(process.execPath, [logChild.pathname, place.dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    await assert.rejects(place.open(), (error: unknown) => {
      assert.ok(error instanceof Error && 'code' in error)
      assert.equal(error.code, 'StoreInUse')
      assert.match(error.message, new RegExp(place.dataDir))
      return true
    })
    const ended = once(child, 'exit')
    child.stdout.resume()
    child.kill('SIGKILL')
    await ended
    await using store = await place.open()
    assert.ok((await store.messageLog.totals()).messages > 0)
  })

  it('is refused twice in one process too', async () => {
    await using place = await sqlitePlace()
    await using _store = await place.open()
    await assert.rejects(place.open(), { code: 'StoreInUse' })
  })

  it('refuses a store of a newer program', async () => {
    await using place = await sqlitePlace()
    await (await place.open())[Symbol.asyncDispose]()
    const database = new DatabaseSync(join(place.dataDir, 'kvittens.db'))
    database.exec('PRAGMA user_version = 999')
    database.close()
    await assert.rejects(place.open(), { code: 'StoreTooNew' })
  })

  it('says StorageUnavailable when the database is full, keeps nothing of it, and goes on', async () => {
    await using place = await sqlitePlace()
    const kept = await fillUp(await place.open({ maxPages: 300 }))
    await using store = await place.open()
    const found = await store.messageLog.byReceiptId(kept)
    assert.ok(found.every((record) => record !== undefined))
    assert.equal((await store.messageLog.totals()).messages, kept.length)
    assert.deepEqual(await commitOne(store), { kind: 'done' })
  })

  const filling = { skip: smallDiskLeftOut }
  it(
    'says StorageUnavailable on a full disk, keeps nothing of it, and goes on when there is room',
    filling,
    async () => {
      await using disk = await smallDisk(16)
      const ballast = join(disk.path, 'ballast')
      await writeFile(ballast, Buffer.alloc(6 * 1024 * 1024))
      await using store = await openSqliteStore({ dataDir: join(disk.path, 'data') })
      const kept = await fillUp(store, false)
      assert.ok(kept.length > 0)
      await rm(ballast)
      assert.deepEqual(await commitOne(store), { kind: 'done' })
      assert.equal((await store.messageLog.totals()).messages, kept.length + 1)
      assert.ok((await store.messageLog.byReceiptId(kept)).every((record) => record !== undefined))
      for (const id of kept) assert.equal((await store.messageLog.rowBody(id))?.length, 20_000)
    },
  )

  it('never says StorageUnavailable of a call of which something is kept', async () => {
    await using place = await sqlitePlace()
    await using store = await place.open({ maxPages: 300 })
    const log = store.messageLog
    const good = newMessage({ ids })
    const huge = { audit: [auditRow({ canonical: Buffer.alloc(2 * 1024 * 1024) })] }
    // Makes the group fall apart into changes that are committed one by one.
    const stray = { audit: [auditRow({ subject: 'NEVER' })] }
    const [, mixed, alone] = await Promise.allSettled([
      log.commit([stray]),
      log.commit([accepted(good), huge]),
      log.commit([huge]),
    ])
    assert.notEqual((await log.byReceiptId([good.receiptId]))[0], undefined)
    assert.ok(mixed.status === 'rejected' && alone.status === 'rejected')
    assert.equal(codeOf(mixed.reason), undefined)
    assert.equal(codeOf(alone.reason), 'StorageUnavailable')
    await assert.rejects(log.commit([accepted(newMessage({ ids })), huge]), { code: 'StorageUnavailable' })
    assert.equal((await log.totals()).messages, 1)
  })

  it('writes nothing into the segments of messages whose tx.id is taken', async () => {
    await using place = await sqlitePlace()
    await using store = await place.open()
    const log = store.messageLog
    const txId = ids.uuid()
    const body = { at: 'row', bytes: Buffer.alloc(100_000, 'b') } as const
    const twins = Array.from({ length: 8 }, () => newMessage({ ids, txId, body }))
    const other = newMessage({ ids, body: { at: 'row', bytes: Buffer.alloc(100_000, 'o') } })
    // Among others in one group, then in groups of their own.
    const changes = [...twins.slice(0, 3), other, ...twins.slice(3)].map((twin) => ({
      insert: [twin],
      audit: [],
    }))
    const outcomes = [...(await log.commit(changes))]
    for (const twin of twins) outcomes.push(...(await log.commit([{ insert: [twin], audit: [] }])))
    assert.deepEqual(
      outcomes.map(({ kind }, index) => (kind === 'done' ? index : kind)),
      outcomes.map((_, index) => (index === 0 || index === 3 ? index : 'duplicate')),
    )
    const { size } = await stat(join(place.dataDir, 'content', '00000001.seg'))
    assert.ok(size > 200_000 && size < 210_000, `${size} octets`)
    assert.deepEqual(await log.rowBody(twins[0]?.receiptId ?? ''), new Uint8Array(body.bytes))
    assert.equal(
      (await log.rowBody(other.receiptId))?.every((octet) => octet === 111),
      true,
    )
  })

  it('answers what waits when it is closed, and refuses what comes after', async () => {
    await using place = await sqlitePlace()
    const store = await place.open()
    const asked = Array.from({ length: 50 }, () => commitOne(store))
    const closed = store[Symbol.asyncDispose]()
    assert.deepEqual(
      await Promise.all(asked),
      Array.from({ length: 50 }, () => ({ kind: 'done' })),
    )
    await closed
    await assert.rejects(store.messageLog.totals(), { code: 'StoreClosed' })
    await assert.rejects(commitOne(store), { code: 'StoreClosed' })
  })

  it('refuses all that waits, and says so once, when a worker dies', async () => {
    const writer = new WriterLink({ dataDir: '/nowhere/at/all' })
    const asked = writer.ask(() => ({ kind: 'ask', question: { ask: 'registry' } }))
    await assert.rejects(asked, { code: 'StoreFailed' })
    await assert.rejects(writer.ready())
    assert.equal((await writer.failure).name, 'KvittensError')
    await assert.rejects(writer.commit([{ audit: [] }]), { code: 'StoreFailed' })
    await writer.close()
  })

  it('syncs the segment and the WAL before it answers', async (t) => {
    await using place = await sqlitePlace()
    const trace = join(place.dataDir, 'trace')
    const calls = 'trace=pwrite64,fdatasync,fsync,write'
    try {
      execFileSync('strace', [
        '-f',
        '-y',
        '-e',
        calls,
        '-o',
        trace,
        process.execPath,
        logChild.pathname,
        place.dataDir,
        '1',
      ])
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      t.skip('needs strace')
      return
    }
    const lines = (await readFile(trace, 'utf8')).split('\n')
    const answer = lines.findIndex((line) => /write\(1<[^>]*>, "[0-9A-Z]{16} /.test(line))
    const before = lines.slice(0, answer)
    const lastOf = (pattern: RegExp): number => before.findLastIndex((line) => pattern.test(line))
    const segmentWrite = lastOf(/pwrite64\(\d+<[^>]*\.seg>/)
    const segmentSync = lastOf(/sync\(\d+<[^>]*\.seg>/)
    const walWrite = lastOf(/pwrite64\(\d+<[^>]*-wal>/)
    const walSync = lastOf(/sync\(\d+<[^>]*-wal>/)
    assert.ok(
      answer > 0 && segmentWrite > 0 && segmentSync > segmentWrite && walWrite > 0 && walSync > walWrite,
    )
    assert.ok(walSync > segmentSync)
  })
})

/** Commits until the store refuses, some at once; returns the ids of those that were answered. */
async function fillUp(store: SqliteStore, close = true): Promise<readonly string[]> {
  const kept: string[] = []
  let refused = 0
  for (let round = 0; refused === 0 && round < 500; round++) {
    const messages = Array.from({ length: 8 }, () =>
      newMessage({ ids, body: { at: 'row', bytes: Buffer.alloc(20_000, 'f') } }),
    )
    const settled = await Promise.allSettled(
      messages.map((message) =>
        store.messageLog.commit([{ insert: [message], audit: [auditRow({ subject: message.receiptId })] }]),
      ),
    )
    for (const [index, result] of settled.entries()) {
      if (result.status === 'fulfilled') kept.push(messages[index]?.receiptId ?? '')
      else {
        refused++
        const { reason }: { reason: unknown } = result
        assert.ok(reason instanceof Error && 'code' in reason && 'retryable' in reason)
        assert.deepEqual([reason.code, reason.retryable], ['StorageUnavailable', true])
      }
    }
  }
  assert.ok(refused > 0)
  if (close) await store[Symbol.asyncDispose]()
  return kept
}

function accepted(message: NewMessage): Change {
  return { insert: [message], audit: [auditRow({ subject: message.receiptId })] }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

async function commitOne(store: SqliteStore) {
  const message = newMessage({ ids })
  const [outcome] = await store.messageLog.commit([
    { insert: [message], audit: [auditRow({ subject: message.receiptId })] },
  ])
  return outcome
}
