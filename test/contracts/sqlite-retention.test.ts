import assert from 'node:assert/strict'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { randomIds } from '../../src/adapters/ids.ts'
import { segmentFolder } from '../../src/adapters/message-log/sqlite/connection.ts'
import type { MessageLog, NewMessage } from '../../src/exchange/ports/message-log.ts'
import { auditRow, newMessage, noon } from './messages.ts'
import { sqlitePlace } from './sqlite-place.ts'

const ids = randomIds()
const later = noon + 1
const handled = { since: noon, attempts: 0 }

function messageWith(text: string): NewMessage {
  return newMessage({
    ids,
    meta: [{ name: 'who', value: `meta of ${text}` }],
    subject: `subject of ${text}`,
    body: { at: 'row', bytes: Buffer.from(`body of ${text}`) },
  })
}

async function keep(log: MessageLog, ...messages: readonly NewMessage[]): Promise<void> {
  for (const outcome of await log.commit(messages.map((message) => ({ insert: [message], audit: [] })))) {
    assert.equal(outcome.kind, 'done')
  }
}

async function purgeContent(log: MessageLog, ...messages: readonly NewMessage[]): Promise<void> {
  const outcomes = await log.commit(
    messages.map(({ receiptId }) => ({
      update: [{ receiptId, expectVersion: 1, archivedAt: later, contentPurgedAt: later }],
      audit: [],
    })),
  )
  assert.ok(outcomes.every(({ kind }) => kind === 'done'))
}

async function purgeEntry(log: MessageLog, ...messages: readonly NewMessage[]): Promise<void> {
  const outcomes = await log.commit(
    messages.map(({ receiptId }) => ({
      purge: [{ receiptId, expectVersion: 2, identity: 'a' }],
      audit: [],
    })),
  )
  assert.ok(outcomes.every(({ kind }) => kind === 'done'))
}

/** Whether a text lies anywhere in the files of the store. */
async function isOnDisk(dataDir: string, text: string): Promise<boolean> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  assert.ok(files.some((name) => name.endsWith('.seg')) && files.some((name) => name.endsWith('.db')))
  const octets = await Promise.all(files.map((file) => readFile(file)))
  return octets.some((one) => one.includes(text))
}

describe('SQLite store, retention', () => {
  it('has no octet of a purged body left on the disk after a scrub, and then none of a purged label', async () => {
    await using place = await sqlitePlace()
    await using store = await place.open()
    const log = store.messageLog
    const [purged, stays] = [messageWith('secret'), messageWith('other')]
    await keep(log, purged, stays)
    const detail = { text: { sv: 'a secret reason', en: 'a secret reason' } }
    await log.commit([{ audit: [auditRow({ subject: purged.receiptId, detail })] }])
    for (const text of ['body of secret', 'a secret reason']) assert.ok(await isOnDisk(place.dataDir, text))
    await purgeContent(log, purged)
    await log.scrub()
    assert.deepEqual(
      await Promise.all(
        ['body of secret', 'subject of secret', 'body of other'].map((text) => isOnDisk(place.dataDir, text)),
      ),
      [false, true, true],
    )
    await purgeEntry(log, purged)
    await log.scrub()
    for (const text of ['subject of secret', 'meta of secret', 'a secret reason']) {
      assert.equal(await isOnDisk(place.dataDir, text), false, text)
    }
    assert.deepEqual(await log.rowBody(stays.receiptId), new Uint8Array(Buffer.from('body of other')))
  })

  it('scrubs what a crash left over, wherever it came', async () => {
    await using place = await sqlitePlace()
    const messages = [messageWith('secret one'), messageWith('secret two')] as const
    {
      await using store = await place.open()
      await keep(store.messageLog, ...messages)
      await purgeContent(store.messageLog, ...messages)
    }
    {
      await using store = await place.open()
      // Purged before it was carried over: its label must go with its body.
      await purgeEntry(store.messageLog, messages[0])
      assert.ok(await isOnDisk(place.dataDir, 'body of secret one'))
    }
    await using store = await place.open()
    await store.messageLog.scrub()
    for (const text of ['body of secret', 'subject of secret one']) {
      assert.equal(await isOnDisk(place.dataDir, text), false, text)
    }
    const [found] = await store.messageLog.byTxId([messages[1].label.txId])
    assert.deepEqual(found?.label, messages[1].label)
    using database = new DatabaseSync(join(place.dataDir, 'kvittens.db'), { readOnly: true })
    for (const table of ['stranded', 'erasure']) {
      assert.deepEqual(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'], 0, table)
    }
  })

  it('removes a segment that no message needs, and none that one needs, nor the newest', async () => {
    await using place = await sqlitePlace()
    const segment = (number: number) => join(segmentFolder(place.dataDir), `0000000${number}.seg`)
    const isThere = (number: number) =>
      stat(segment(number)).then(
        () => true,
        () => false,
      )
    const [purged, stays] = [messageWith('purged'), messageWith('stays')]
    for (const [index, message] of [purged, stays].entries()) {
      await using store = await place.open()
      await keep(store.messageLog, message)
      // As if the segment were full.
      await writeFile(segment(index + 2), '')
    }
    await using store = await place.open()
    await purgeContent(store.messageLog, purged)
    await store.messageLog.scrub()
    assert.deepEqual(await Promise.all([1, 2, 3].map(isThere)), [false, true, true])
    assert.deepEqual(
      (await store.messageLog.byReceiptId([purged.receiptId]))[0]?.label.subject,
      'subject of purged',
    )
    assert.notEqual(await store.messageLog.rowBody(stays.receiptId), undefined)
  })

  it('answers questions about messages that are purged and scrubbed meanwhile', async () => {
    await using place = await sqlitePlace()
    await using store = await place.open()
    const log = store.messageLog
    const [corrId, contentId] = [ids.uuid(), ids.uuid()]
    const messages = Array.from({ length: 60 }, () =>
      newMessage({
        ids,
        state: 'cancelled',
        handling: handled,
        corrId,
        contentId,
        body: { at: 'row', bytes: Buffer.alloc(60_000, 'x') },
      }),
    )
    await keep(log, ...messages)
    const purging = { ended: false }
    const asking = (async () => {
      let asked = 0
      for (; !purging.ended; asked++) {
        const [found = []] = await log.byExchange([{ corrId, contentId }])
        for (const { label } of found) assert.equal(label.corrId, corrId)
      }
      return asked
    })()
    for (const message of messages) {
      await purgeContent(log, message)
      await log.scrub()
      await purgeEntry(log, message)
      await log.scrub()
    }
    purging.ended = true
    assert.ok((await asking) > 10)
    assert.deepEqual(await log.byExchange([{ corrId, contentId }]), [[]])
  })
})
