import assert from 'node:assert/strict'
import { it } from 'node:test'
import { randomIds } from '../../src/adapters/ids.ts'
import type {
  AgingQuery,
  Change,
  Handling,
  MessageLog,
  MessageUpdate,
  NewMessage,
} from '../../src/exchange/ports/message-log.ts'
import { auditRow, type MessageWish, newMessage, noon, plainList, receiptId } from './messages.ts'

type Place = { open(): Promise<{ readonly messageLog: MessageLog } & AsyncDisposable> } & AsyncDisposable
type OpenLog = () => Promise<{ readonly log: MessageLog } & AsyncDisposable>

const ids = randomIds()
const day = 86_400_000
const later = noon + day
const handled: Handling = { since: noon, attempts: 0 }
const reason = { sv: 'Hemlig orsak', en: 'Secret reason' }
const identity = 'a1b2.c3d4'

async function keep(log: MessageLog, wish: Partial<MessageWish> = {}): Promise<NewMessage> {
  const message = newMessage({ ids, ...wish })
  const detail = { text: reason }
  const change = { insert: [message], audit: [auditRow({ subject: message.receiptId, detail })] }
  assert.deepEqual(await log.commit([change]), [{ kind: 'done' }])
  return message
}

async function versionOf(log: MessageLog, { receiptId: id }: NewMessage): Promise<number> {
  const [record] = await log.byReceiptId([id])
  assert.ok(record !== undefined)
  return record.version
}

async function change(
  log: MessageLog,
  message: NewMessage,
  update: Omit<MessageUpdate, 'receiptId' | 'expectVersion'>,
): Promise<void> {
  const { receiptId: id } = message
  const whole = { ...update, receiptId: id, expectVersion: await versionOf(log, message) }
  assert.deepEqual(await log.commit([{ update: [whole], audit: [] }]), [{ kind: 'done' }])
}

const acknowledge = (log: MessageLog, message: NewMessage) => change(log, message, { acknowledgedAt: noon })
const archive = (log: MessageLog, message: NewMessage) => change(log, message, { archivedAt: later })
const purgeContent = (log: MessageLog, message: NewMessage) =>
  change(log, message, { contentPurgedAt: later })

async function purgeEntry(log: MessageLog, message: NewMessage): Promise<void> {
  const { receiptId: id } = message
  const entry = { receiptId: id, expectVersion: await versionOf(log, message), identity }
  const audit = [auditRow({ event: 'entryPurged', subject: id })]
  assert.deepEqual(await log.commit([{ purge: [entry], audit }]), [{ kind: 'done' }])
}

async function aged(log: MessageLog, query: Partial<AgingQuery> = {}): Promise<readonly string[]> {
  const whole: AgingQuery = { step: 'archive', arrivedBefore: later, except: [], limit: 100, ...query }
  return (await log.aging(whole)).map(({ receiptId: id }) => id)
}

const named = (...messages: readonly NewMessage[]): readonly string[] =>
  messages.map(({ receiptId: id }) => id)

/** What every message log must do with messages that grow old. */
export function aging(open: OpenLog, newPlace: () => Promise<Place>): void {
  it('gives to be archived what is at its end and old enough, the oldest first, and nothing else', async () => {
    await using opened = await open()
    const { log } = opened
    const at = (arrivedAt: number, wish: Partial<MessageWish> = {}) => keep(log, { arrivedAt, ...wish })
    const acknowledged = await at(noon + 3)
    const young = await at(later)
    const confirmed = await at(noon + 2, { state: 'sent', handling: handled })
    for (const message of [acknowledged, young, confirmed]) await acknowledge(log, message)
    const adm = await at(noon + 1, { state: 'sent', handling: handled, sequenceType: 'adm' })
    const cancelled = await at(noon, { state: 'cancelled', handling: handled })
    await at(noon)
    for (const state of ['sent', 'new', 'queued', 'held', 'quarantined'] as const) {
      await at(noon, { state, handling: handled })
    }
    assert.deepEqual(await aged(log), named(cancelled, adm, confirmed, acknowledged))
    assert.deepEqual(await aged(log, { limit: 2 }), named(cancelled, adm))
    assert.deepEqual(
      await aged(log, { limit: 2, except: named(cancelled, confirmed) }),
      named(adm, acknowledged),
    )
    assert.deepEqual(await aged(log, { arrivedBefore: noon + 1 }), named(cancelled))
  })

  it('gives what nobody acknowledged only where it is asked for, and never what is on its way', async () => {
    await using opened = await open()
    const { log } = opened
    const inBox = await keep(log, { arrivedAt: noon + 1 })
    const inOther = await keep(log, { arrivedAt: noon + 2, mailbox: '2021000001.other' })
    const young = await keep(log, { arrivedAt: later })
    const sent = await keep(log, { arrivedAt: noon + 3, state: 'sent', handling: handled })
    const quarantined = await keep(log, { arrivedAt: noon, state: 'quarantined', handling: handled })
    for (const state of ['new', 'queued', 'held'] as const) await keep(log, { state, handling: handled })
    assert.deepEqual(await aged(log), [])
    assert.deepEqual(
      await aged(log, { unacknowledgedBefore: later }),
      named(quarantined, inBox, inOther, sent),
    )
    await archive(log, inBox)
    assert.deepEqual(
      (await Array.fromAsync(log.list(plainList()))).flatMap((batch) => batch.map(({ receiptId: id }) => id)),
      named(young),
    )
    assert.equal((await log.totals()).waiting, 2)
    await acknowledge(log, inBox)
    assert.equal((await log.byReceiptId(named(inBox)))[0]?.acknowledgedAt, noon)
  })

  it('gives a split message when all of its copies are archived', async () => {
    await using opened = await open()
    const { log } = opened
    const original = await keep(log, { state: 'split', handling: handled })
    const handling = { ...handled, splitOf: original.receiptId }
    const elsewhere = await keep(log, { state: 'sent', handling })
    const here = await keep(log, { handling })
    assert.deepEqual(await aged(log), [])
    for (const copy of [elsewhere, here]) {
      await acknowledge(log, copy)
      assert.deepEqual(await aged(log), named(copy))
      await archive(log, copy)
    }
    assert.deepEqual(await aged(log), named(original))
  })

  it('lets each message take the steps in their order, and keeps how far it has come', async () => {
    await using opened = await open()
    const { log } = opened
    const inBox = await keep(log, { arrivedAt: noon })
    const sent = await keep(log, { arrivedAt: noon + 1, state: 'sent', handling: handled })
    for (const message of [inBox, sent]) {
      await acknowledge(log, message)
      const update = { receiptId: message.receiptId, expectVersion: 2, contentPurgedAt: later }
      await assert.rejects(log.commit([{ update: [update], audit: [] }]))
      await archive(log, message)
    }
    assert.deepEqual(await aged(log), [])
    assert.deepEqual(await aged(log, { step: 'purgeContent' }), named(inBox, sent))
    assert.deepEqual(await aged(log, { step: 'purgeContent', arrivedBefore: noon + 1 }), named(inBox))
    for (const message of [inBox, sent]) {
      const entry = { receiptId: message.receiptId, expectVersion: 3, identity }
      await assert.rejects(log.commit([{ purge: [entry], audit: [] }]))
      await purgeContent(log, message)
    }
    assert.deepEqual(await aged(log, { step: 'purgeContent' }), [])
    assert.deepEqual(await aged(log, { step: 'purgeEntry' }), named(inBox, sent))
    for (const record of await log.byReceiptId(named(inBox, sent))) {
      assert.deepEqual([record?.archivedAt, record?.contentPurgedAt, record?.version], [later, later, 4])
    }
    for (const message of [inBox, sent]) await purgeEntry(log, message)
    assert.deepEqual(await aged(log, { step: 'purgeEntry' }), [])
  })

  it('gives no octet of a purged content, and keeps label, parts and size through a scrub', async () => {
    await using place = await newPlace()
    const [purged, stays] = await opening(place, async (log) => {
      const both = [await keep(log, { subject: 'Å' }), await keep(log, { subject: 'Ö' })] as const
      await acknowledge(log, both[0])
      await archive(log, both[0])
      await purgeContent(log, both[0])
      return both
    })
    await opening(place, async (log) => {
      assert.equal(await log.rowBody(purged.receiptId), undefined)
      await log.scrub()
      const [record, other] = await log.byReceiptId(named(purged, stays))
      assert.deepEqual([record?.label, record?.parts, record?.size], [purged.label, purged.parts, 5])
      assert.deepEqual(other?.label, stays.label)
      assert.deepEqual(await log.rowBody(stays.receiptId), new Uint8Array(Buffer.from('hello')))
    })
    await opening(place, async (log) => {
      await log.scrub()
      assert.deepEqual((await log.byTxId([purged.label.txId]))[0]?.label, purged.label)
      assert.equal((await log.byReceiptId(named(purged)))[0]?.contentPurgedAt, later)
    })
  })

  it('names a blob as unneeded when the last message that needs it has let it go, until it is removed', async () => {
    await using opened = await open()
    const { log } = opened
    const body = { at: 'blob', id: 'b10b', bytes: 9 } as const
    const copies = [await keep(log, { body }), await keep(log, { body })]
    for (const [index, copy] of copies.entries()) {
      assert.deepEqual([await log.blobsInUse(['b10b']), await log.unneededBlobs(9)], [[true], []])
      await acknowledge(log, copy)
      await archive(log, copy)
      await purgeContent(log, copy)
      assert.equal((await log.byReceiptId(named(copy)))[0]?.blobId, undefined, String(index))
    }
    assert.deepEqual([await log.blobsInUse(['b10b']), await log.unneededBlobs(9)], [[false], ['b10b']])
    await log.commit([{ removedBlobs: ['b10b'], audit: [] }])
    assert.deepEqual(await log.unneededBlobs(9), [])
  })

  it('leaves of a purged entry its ids, its date and its hash; its tx.id is taken for ever', async () => {
    await using place = await newPlace()
    const message = await opening(place, async (log) => {
      const made = await keep(log, { subject: 'Å', arrivedAt: noon + 7 })
      await keep(log)
      await acknowledge(log, made)
      await archive(log, made)
      await purgeContent(log, made)
      await purgeEntry(log, made)
      return made
    })
    const { receiptId: id, label } = message
    const left = { receiptId: id, txId: label.txId, arrivedAt: noon + 7, identity }
    for (const scrubs of [false, true]) {
      await opening(place, async (log) => {
        if (scrubs) await log.scrub()
        assert.deepEqual(await log.byTxId([label.txId]), [undefined])
        assert.deepEqual(await log.byReceiptId([id]), [undefined])
        assert.deepEqual(await log.purgedByTxId([label.txId, ids.uuid()]), [left, undefined])
        assert.deepEqual(await log.purgedByReceiptId([id, receiptId(ids)]), [left, undefined])
        assert.equal(await log.rowBody(id), undefined)
        const again: Change = { insert: [newMessage({ ids, txId: label.txId })], audit: [] }
        assert.deepEqual(await log.commit([again]), [{ kind: 'purgedDuplicate', first: left }])
        const update = { receiptId: id, expectVersion: 4, acknowledgedAt: noon }
        assert.deepEqual(await log.commit([{ update: [update], audit: [] }]), [
          { kind: 'conflict', current: undefined },
        ])
        const story = await log.story(id)
        assert.deepEqual(
          story.map(({ event, detail }) => [event, detail]),
          [
            ['received', undefined],
            ['entryPurged', undefined],
          ],
        )
        assert.equal((await log.totals()).messages, 1)
        assert.deepEqual(
          await log.byExchange([{ corrId: label.corrId, contentId: label.content.contentId }]),
          [[]],
        )
      })
    }
  })

  it('tells of a duplicate of a purged entry once in the trail, under its receipt id', async () => {
    await using opened = await open()
    const { log } = opened
    const message = await keep(log)
    await acknowledge(log, message)
    await archive(log, message)
    await purgeContent(log, message)
    await purgeEntry(log, message)
    const audit = [auditRow({ event: 'duplicate', subject: message.receiptId })]
    assert.deepEqual(await log.commit([{ audit }]), [{ kind: 'done' }])
    assert.equal((await log.story(message.receiptId)).at(-1)?.event, 'duplicate')
  })

  it('refuses a purge of what was changed meanwhile', async () => {
    await using opened = await open()
    const { log } = opened
    const message = await keep(log)
    await acknowledge(log, message)
    await archive(log, message)
    await purgeContent(log, message)
    const stale = { receiptId: message.receiptId, expectVersion: 3, identity }
    const absent = { receiptId: receiptId(ids), expectVersion: 1, identity }
    const outcomes = await log.commit([
      { purge: [stale], audit: [] },
      { purge: [absent], audit: [] },
    ])
    assert.equal(outcomes[0]?.kind === 'conflict' && outcomes[0].current?.version, 4)
    assert.deepEqual(outcomes[1], { kind: 'conflict', current: undefined })
  })

  it('gives attempts of which the facts are old, and keeps less in their place', async () => {
    await using opened = await open()
    const { log } = opened
    const attempt = (at: number) => ({
      attemptId: receiptId(ids),
      channel: 'shs' as const,
      caller: '5560000001',
      at,
      code: 'UnknownReceiver',
      facts: { side: 'test' as const, reason, fileName: 'hemlig.txt' },
    })
    const [old, young] = [attempt(noon), attempt(later)]
    for (const one of [old, young]) {
      const audit = [auditRow({ event: 'refused', subject: one.attemptId, detail: { text: reason } })]
      await log.commit([{ attempt: one, audit }])
    }
    const query = { before: later, limit: 9 }
    assert.deepEqual(await log.agingAttempts(query), [old])
    const facts = { side: 'test' as const, reason: { sv: 'Gallrad.', en: 'Purged.' } }
    const audit = [auditRow({ event: 'entryPurged', subject: old.attemptId })]
    await log.commit([{ purgeAttempt: [{ attemptId: old.attemptId, facts }], audit }])
    assert.deepEqual(await log.agingAttempts(query), [])
    assert.deepEqual(await log.attempts([old.attemptId, young.attemptId]), [{ ...old, facts }, young])
    assert.deepEqual(
      (await log.story(old.attemptId)).map(({ detail }) => detail),
      [undefined, undefined],
    )
  })

  it('forgets what passed before a time, under every agreement', async () => {
    await using opened = await open()
    const { log } = opened
    const passed = ['one', 'two', 'three'].flatMap((agreement) =>
      [noon, noon + 1, later].map((at) => ({ agreement, at, bytes: 1 })),
    )
    await log.commit([{ passed, audit: [] }])
    let forgotten = 0
    for (;;) {
      const some = await log.forgetPassed(later)
      if (some === 0) break
      forgotten += some
    }
    assert.equal(forgotten, 6)
    for (const agreement of ['one', 'two', 'three']) {
      assert.deepEqual(await log.passed(agreement, 0), [{ agreement, at: later, bytes: 1 }])
    }
  })
}

async function opening<T>(place: Place, act: (log: MessageLog) => Promise<T>): Promise<T> {
  await using store = await place.open()
  return await act(store.messageLog)
}
