import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { randomIds } from '../../src/adapters/ids.ts'
import type {
  Body,
  Change,
  MailboxQuery,
  MessageLog,
  MessageRecord,
  NewMessage,
  NumberedAuditRow,
} from '../../src/exchange/ports/message-log.ts'
import { aging } from './aging-messages.ts'
import { handling } from './handled-messages.ts'
import { auditRow, mailbox, type MessageWish, newMessage, noon, plainList, receiptId } from './messages.ts'

/** A message log that can be closed and opened again with what it holds; disposing the place removes it. */
export interface MessageLogPlace extends AsyncDisposable {
  open(): Promise<{ readonly messageLog: MessageLog } & AsyncDisposable>
}

const ids = randomIds()

/** What every message log must do, run against one adapter. */
export function messageLogContract(name: string, newPlace: () => Promise<MessageLogPlace>): void {
  describe(`message log: ${name}`, () => {
    writing(newPlace)
    looking(newPlace)
    listing(newPlace)
    auditing(newPlace)
    handling(() => openNew(newPlace), newPlace)
    aging(() => openNew(newPlace), newPlace)
  })
}

function writing(newPlace: () => Promise<MessageLogPlace>): void {
  it('keeps a message whole', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const message = newMessage({
      ids,
      originator: 'Åsa',
      subject: 'Sjukanmälan €',
      meta: [{ name: 'år', value: '2026' }],
    })
    assert.deepEqual(await log.commit([received(message)]), [{ kind: 'done' }])
    const [found] = await log.byReceiptId([message.receiptId])
    const { body, ...rest } = message
    assert.deepEqual(found, { ...rest, size: 5, version: 1 })
    assert.deepEqual((await log.byTxId([message.label.txId]))[0], found)
    assert.deepEqual(await log.rowBody(message.receiptId), body.at === 'row' && new Uint8Array(body.bytes))
  })

  it('keeps an empty body, and names the blob of a large one', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const empty = newMessage({ ids, body: { at: 'row', bytes: new Uint8Array() } })
    const large = newMessage({ ids, body: { at: 'blob', id: 'a1b2', bytes: 7_000_000_000 } })
    await log.commit([received(empty), received(large)])
    assert.deepEqual(await log.rowBody(empty.receiptId), new Uint8Array())
    assert.equal(await log.rowBody(large.receiptId), undefined)
    const [found] = await log.byReceiptId([large.receiptId])
    assert.equal(found?.blobId, 'a1b2')
    assert.equal(found?.size, 7_000_000_000)
    assert.deepEqual(await log.blobsInUse(['a1b2', 'c3d4']), [true, false])
  })

  it('answers a taken tx.id with the message that took it, and writes nothing', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const first = newMessage({ ids })
    const again = newMessage({ ids, txId: first.label.txId })
    await log.commit([received(first)])
    const [outcome] = await log.commit([received(again)])
    assert.equal(outcome?.kind === 'duplicate' && outcome.first.receiptId, first.receiptId)
    assert.deepEqual(await log.byReceiptId([again.receiptId]), [undefined])
    assert.equal((await log.totals()).auditRows, 1)
  })

  it('lets one of two with the same tx.id through when both come at once', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const txId = ids.uuid()
    const twins = Array.from({ length: 8 }, () => newMessage({ ids, txId }))
    const outcomes = await Promise.all(twins.map((twin) => log.commit([received(twin)])))
    const kinds = outcomes.map(([outcome]) => outcome?.kind)
    assert.equal(kinds.filter((kind) => kind === 'done').length, 1)
    assert.equal(kinds.filter((kind) => kind === 'duplicate').length, 7)
    assert.equal((await log.totals()).messages, 1)
  })

  it('keeps the body of the one that is let through when an earlier one with its tx.id is refused', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const txIds = [ids.uuid(), ids.uuid()] as const
    const wish = (txId: string, text: string) => newMessage({ ids, txId, subject: text, body: bodyOf(text) })
    const conflicting = { receiptId: receiptId(ids), expectVersion: 1, fetchedAt: noon }
    const kept = [wish(txIds[0], 'one'), wish(txIds[1], 'two'), newMessage({ ids, body: bodyOf('three') })]
    const stray = { insert: [wish(txIds[0], 'stray')], audit: [auditRow({ subject: receiptId(ids) })] }
    const settled = await Promise.allSettled([
      log.commit([stray]),
      log.commit([{ insert: [wish(txIds[1], 'conflict')], update: [conflicting], audit: [] }]),
      log.commit([
        received(kept[0]),
        received(wish(txIds[0], 'again')),
        received(kept[1]),
        received(kept[2]),
      ]),
    ])
    assert.deepEqual(
      settled.map((result) =>
        result.status === 'rejected' ? result.status : result.value.map(({ kind }) => kind),
      ),
      ['rejected', ['conflict'], ['done', 'duplicate', 'done', 'done']],
    )
    for (const { receiptId: id, label, body: whole } of kept) {
      assert.equal((await log.byReceiptId([id]))[0]?.label.subject, label.subject)
      assert.deepEqual(await log.rowBody(id), whole.at === 'row' && new Uint8Array(whole.bytes))
    }
    assert.equal((await log.totals()).messages, 3)
  })

  it('answers the changes of one call in order, each by itself', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const [one, two] = [newMessage({ ids }), newMessage({ ids })]
    const twin = newMessage({ ids, txId: one.label.txId })
    const absent = { receiptId: receiptId(ids), expectVersion: 1, fetchedAt: noon }
    const outcomes = await log.commit([
      received(one),
      received(twin),
      received(two),
      { update: [absent], audit: [] },
    ])
    assert.deepEqual(
      outcomes.map((outcome) => outcome.kind),
      ['done', 'duplicate', 'done', 'conflict'],
    )
    assert.deepEqual(outcomes[3], { kind: 'conflict', current: undefined })
    assert.equal((await log.totals()).messages, 2)
  })

  it('changes a message at the expected version, and counts the version up', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const { receiptId: id } = await insert(log)
    const fetched: Change = {
      update: [{ receiptId: id, expectVersion: 1, fetchedAt: noon }],
      audit: [auditRow({ subject: id, event: 'fetched' })],
    }
    assert.deepEqual(await log.commit([fetched]), [{ kind: 'done' }])
    const [found] = await log.byReceiptId([id])
    assert.deepEqual([found?.version, found?.fetchedAt, found?.acknowledgedAt], [2, noon, undefined])
    const [late] = await log.commit([fetched])
    assert.deepEqual(late, { kind: 'conflict', current: found })
  })

  it('keeps what was set before when a message is acknowledged', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const { receiptId: id } = await insert(log)
    await update(log, { receiptId: id, expectVersion: 1, fetchedAt: noon })
    await update(log, { receiptId: id, expectVersion: 2, acknowledgedAt: noon + 2 })
    const [acknowledged] = await log.byReceiptId([id])
    assert.deepEqual([acknowledged?.fetchedAt, acknowledged?.acknowledgedAt], [noon, noon + 2])
    await update(log, { receiptId: id, expectVersion: 3, fetchedAt: noon + 3 })
    const [found] = await log.byReceiptId([id])
    assert.deepEqual([found?.version, found?.fetchedAt, found?.acknowledgedAt], [4, noon + 3, noon + 2])
    const [outcome] = await log.commit([
      { update: [{ receiptId: id, expectVersion: 3, fetchedAt: 1 }], audit: [] },
    ])
    assert.equal(outcome?.kind, 'conflict')
  })

  it('takes a fetch back, whether the message waits, is acknowledged at once or was before', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const { receiptId: id } = await insert(log)
    const fetchedAt = async (): Promise<number | undefined> => (await log.byReceiptId([id]))[0]?.fetchedAt
    const listed = async (): Promise<number> => (await all(log, plainList())).length
    await update(log, { receiptId: id, expectVersion: 1, fetchedAt: noon })
    assert.deepEqual([await fetchedAt(), await listed()], [noon, 0])
    await update(log, { receiptId: id, expectVersion: 2, unfetched: true })
    assert.deepEqual([await fetchedAt(), await listed()], [undefined, 1])
    await update(log, { receiptId: id, expectVersion: 3, fetchedAt: noon })
    await update(log, { receiptId: id, expectVersion: 4, unfetched: true, acknowledgedAt: noon })
    assert.equal(await fetchedAt(), undefined)
    await update(log, { receiptId: id, expectVersion: 5, fetchedAt: noon })
    await update(log, { receiptId: id, expectVersion: 6, unfetched: true })
    const [found] = await log.byReceiptId([id])
    assert.deepEqual([found?.version, found?.fetchedAt, found?.acknowledgedAt], [7, undefined, noon])
  })

  it('writes all of a change or nothing', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const { receiptId: id, label } = await insert(log)
    const rowsBefore = (await log.totals()).auditRows
    const fresh = newMessage({ ids })
    const audit = [auditRow({ subject: fresh.receiptId })]
    const stale = { receiptId: id, expectVersion: 9, acknowledgedAt: noon }
    const [conflict] = await log.commit([{ insert: [fresh], update: [stale], audit }])
    assert.equal(conflict?.kind, 'conflict')
    const good = { receiptId: id, expectVersion: 1, acknowledgedAt: noon }
    const twin = newMessage({ ids, txId: label.txId })
    const [duplicate] = await log.commit([{ insert: [fresh, twin], update: [good], audit }])
    assert.equal(duplicate?.kind, 'duplicate')
    assert.deepEqual(await log.byReceiptId([fresh.receiptId]), [undefined])
    assert.equal((await log.byReceiptId([id]))[0]?.version, 1)
    assert.equal((await log.totals()).auditRows, rowsBefore)
    const [done] = await log.commit([{ insert: [fresh], update: [good], audit }])
    assert.equal(done?.kind, 'done')
  })

  it('does not let a change that throws take others with it', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const good = [newMessage({ ids }), newMessage({ ids })]
    const stray: Change = { insert: [newMessage({ ids })], audit: [auditRow({ subject: receiptId(ids) })] }
    const settled = await Promise.allSettled([
      log.commit([received(good[0])]),
      log.commit([stray]),
      log.commit([received(good[1])]),
    ])
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.equal((await log.totals()).messages, 2)
  })

  it('keeps an attempt with its story', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const attempt = {
      attemptId: receiptId(ids),
      channel: 'files' as const,
      caller: '5560000001',
      at: noon,
      code: 'IllegalSender',
      facts: {
        side: 'production' as const,
        reason: { sv: 'Nej.', en: 'No.' },
        to: mailbox,
        fileName: 'sjuk.txt',
      },
    }
    const row = auditRow({
      subject: attempt.attemptId,
      event: 'refused',
      detail: { actor: '5560000001', code: 'IllegalSender' },
    })
    await log.commit([{ attempt, audit: [row] }])
    assert.deepEqual(await log.attempts([attempt.attemptId, receiptId(ids)]), [attempt, undefined])
    assert.deepEqual(await log.byReceiptId([attempt.attemptId]), [undefined])
    const [told] = await log.story(attempt.attemptId)
    assert.deepEqual([told?.event, told?.subject, told?.detail], ['refused', attempt.attemptId, row.detail])
  })

  it('keeps everything when it is closed and opened again', async () => {
    await using place = await newPlace()
    const messages = Array.from({ length: 300 }, () => newMessage({ ids }))
    {
      await using store = await place.open()
      await store.messageLog.commit(messages.map(received))
      const [first] = messages
      if (first)
        await update(store.messageLog, { receiptId: first.receiptId, expectVersion: 1, acknowledgedAt: noon })
    }
    await using store = await place.open()
    const log = store.messageLog
    const found = await log.byReceiptId(messages.map((message) => message.receiptId))
    assert.deepEqual(
      found.map((record) => record?.label.txId),
      messages.map((message) => message.label.txId),
    )
    assert.deepEqual(await log.totals(), {
      messages: 300,
      waiting: 299,
      oldestWaitingAt: noon,
      queued: 0,
      quarantined: 0,
      auditRows: 301,
    })
    const [again] = await log.commit([received(newMessage({ ids, txId: messages[7]?.label.txId ?? '' }))])
    assert.equal(again?.kind, 'duplicate')
    assert.deepEqual(await log.rowBody(messages[9]?.receiptId ?? ''), new Uint8Array(Buffer.from('hello')))
  })
}

function looking(newPlace: () => Promise<MessageLogPlace>): void {
  it('answers undefined, in place, for what is not there', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const { receiptId: id } = await insert(log)
    const found = await log.byReceiptId(['0'.repeat(16), id, 'never'])
    assert.deepEqual(
      found.map((record) => record?.receiptId),
      [undefined, id, undefined],
    )
    assert.deepEqual(await log.byTxId(['']), [undefined])
    assert.equal(await log.rowBody('never'), undefined)
    assert.deepEqual(await log.story('never'), [])
  })

  it('tells a story oldest first', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const { receiptId: id } = await insert(log)
    await insert(log)
    await update(log, { receiptId: id, expectVersion: 1, fetchedAt: noon })
    await log.commit([{ audit: [auditRow({ subject: id, event: 'duplicate', detail: { user: 'anna' } })] }])
    const events = (await log.story(id)).map((row) => row.event)
    assert.deepEqual(events, ['received', 'fetched', 'duplicate'])
  })

  it('counts', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    assert.deepEqual(await log.totals(), { messages: 0, waiting: 0, queued: 0, quarantined: 0, auditRows: 0 })
    const old = await insert(log, { mailbox: 'b', arrivedAt: noon - 10 })
    await insert(log, { mailbox: 'a', arrivedAt: noon - 5 })
    await insert(log, { mailbox: 'c', arrivedAt: noon })
    assert.equal((await log.totals()).oldestWaitingAt, noon - 10)
    await update(log, { receiptId: old.receiptId, expectVersion: 1, acknowledgedAt: noon })
    assert.deepEqual(await log.totals(), {
      messages: 3,
      waiting: 2,
      oldestWaitingAt: noon - 5,
      queued: 0,
      quarantined: 0,
      auditRows: 4,
    })
  })
}

function listing(newPlace: () => Promise<MessageLogPlace>): void {
  describe('list', () => {
    const kinds: readonly MessageWish[] = [
      {
        ids,
        originator: 'Östra',
        from: '1',
        sequenceType: 'event',
        product: 'b',
        corrId: 'k3',
        contentId: 'c1',
        subject: 'x',
        arrivedAt: noon - 40,
        meta: [
          { name: 'län', value: '01' },
          { name: 'ort', value: 'A' },
        ],
      },
      {
        ids,
        originator: 'Norra',
        from: '3',
        sequenceType: 'request',
        product: 'a',
        corrId: 'k1',
        contentId: 'c1',
        endRecipient: 'E1',
        arrivedAt: noon - 30,
        meta: [{ name: 'län', value: '25' }],
      },
      {
        ids,
        from: '2',
        sequenceType: 'reply',
        product: 'c',
        corrId: 'k2',
        contentId: 'c3',
        endRecipient: 'E2',
        subject: 'y',
        arrivedAt: noon - 20,
      },
      {
        ids,
        originator: 'Norra',
        from: '3',
        sequenceType: 'adm',
        product: 'a',
        corrId: 'k4',
        contentId: 'c2',
        subject: 'w',
        arrivedAt: noon - 10,
        meta: [{ name: 'ort', value: 'B' }],
      },
    ]
    let opened: Awaited<ReturnType<typeof openNew>>
    let ids_: string[] = []
    before(async () => {
      opened = await openNew(newPlace)
      ids_ = []
      for (const wish of kinds) ids_.push((await insert(opened.log, wish)).receiptId)
      await insert(opened.log, { status: 'test' })
      await insert(opened.log, { mailbox: '2021000001.internal' })
    })
    after(() => opened[Symbol.asyncDispose]())

    /** Which of the four are listed, in order, as their numbers. */
    async function listed(wish: Partial<MailboxQuery>): Promise<string> {
      const found = await all(opened.log, plainList(wish))
      return found.map((record) => ids_.indexOf(record.receiptId)).join('')
    }

    const cases: readonly (readonly [string, Partial<MailboxQuery>, string])[] = [
      ['everything, in order of arrival', {}, '0123'],
      ['newest first', { newestFirst: true }, '3210'],
      ['the first two', { maxHits: 2 }, '01'],
      ['the two newest', { maxHits: 2, newestFirst: true }, '32'],
      ['none at all', { maxHits: 0 }, ''],
      ['a mailbox that nobody has written to', { mailbox: 'nobody' }, ''],
      ['one product', { products: ['a'] }, '13'],
      ['several products', { products: ['a', 'c', 'z'] }, '123'],
      ['no product', { products: [] }, ''],
      ['an originator', { originator: 'Norra' }, '13'],
      ['an originator in another case', { originator: 'norra' }, ''],
      ['an end recipient', { endRecipient: 'E2' }, '2'],
      ['a corr.id', { corrId: 'k4' }, '3'],
      ['a content id', { contentId: 'c1' }, '01'],
      ['a sequence type', { sequenceType: 'adm' }, '3'],
      ['since, inclusive', { since: noon - 20 }, '23'],
      ['a meta name', { metaName: 'län' }, '01'],
      ['a meta value', { metaValue: 'B' }, '3'],
      ['a meta name and value of one element', { metaName: 'län', metaValue: 'A' }, ''],
      [
        'meta pairs that must all be there',
        {
          meta: [
            { name: 'län', value: '01' },
            { name: 'ort', value: 'A' },
          ],
        },
        '0',
      ],
      ['what is not being fetched', { except: ['X'.repeat(16)] }, '0123'],
      [
        'several conditions at once',
        { products: ['a', 'b'], contentId: 'c1', since: noon - 35, metaName: 'län' },
        '1',
      ],
      ['by originator, those without last', { sort: { by: 'originator', descending: false } }, '1302'],
      [
        'by originator descending, those without last',
        { sort: { by: 'originator', descending: true } },
        '0132',
      ],
      [
        'by originator, newest first among equals',
        { sort: { by: 'originator', descending: false }, newestFirst: true },
        '3102',
      ],
      ['by from', { sort: { by: 'from', descending: false } }, '0213'],
      ['by end recipient', { sort: { by: 'endrecipient', descending: true } }, '2103'],
      ['by product', { sort: { by: 'producttype', descending: false } }, '1302'],
      ['by subject', { sort: { by: 'subject', descending: false } }, '3021'],
      ['by content id', { sort: { by: 'contentid', descending: true } }, '2301'],
      ['by corr.id', { sort: { by: 'corrid', descending: false } }, '1203'],
      ['by sequence type', { sort: { by: 'sequencetype', descending: false } }, '3021'],
      ['by transfer type', { sort: { by: 'transfertype', descending: true } }, '0123'],
      ['by a meta element', { sort: { by: { meta: 'län' }, descending: true } }, '1023'],
      ['by a meta element that none has', { sort: { by: { meta: 'finns ej' }, descending: false } }, '0123'],
      ['the first of a sort', { sort: { by: 'corrid', descending: true }, maxHits: 2 }, '30'],
      [
        'sorted, with a condition',
        { sort: { by: { meta: 'ort' }, descending: true }, since: noon - 30 },
        '312',
      ],
    ]
    for (const [title, wish, expected] of cases) {
      it(`gives ${title}`, async () => assert.equal(await listed(wish), expected))
    }

    it('leaves out the ids that it is told to, sorted or not', async () => {
      const except = [ids_[1] ?? '']
      assert.equal(await listed({ except, maxHits: 3 }), '023')
      assert.equal(await listed({ except, maxHits: 2, sort: { by: 'corrid', descending: false } }), '20')
    })

    it('lists test messages by themselves', async () => {
      assert.equal((await all(opened.log, plainList({ status: 'test' }))).length, 1)
    })
  })

  it('follows lease and acknowledgement', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const { receiptId: id } = await insert(log, { meta: [{ name: 'a', value: 'b' }] })
    const lease = 3_600_000
    const shown = async (wish: Partial<MailboxQuery>): Promise<number> =>
      (await all(log, plainList(wish))).length
    await update(log, { receiptId: id, expectVersion: 1, fetchedAt: noon })
    assert.equal(await shown({ now: noon, fetchedAfter: noon - lease }), 0, 'its lease runs')
    assert.equal(await shown({ now: noon, fetchedAfter: noon - lease, waiting: 'noack' }), 1, 'noack')
    assert.equal(await shown({ now: noon + lease, fetchedAfter: noon }), 1, 'its lease has run out')
    assert.equal(await shown({ now: noon - 1, fetchedAfter: noon - 1 - lease }), 1, 'the clock was set back')
    await update(log, { receiptId: id, expectVersion: 2, acknowledgedAt: noon })
    assert.equal(await shown({ waiting: 'noack' }), 0, 'acknowledged')
    assert.equal(await shown({ waiting: 'noack', metaName: 'a' }), 0, 'acknowledged, by meta')
  })

  it('streams many hits in batches, sorted or not, and stops early without harm', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const messages = Array.from({ length: 3000 }, (_, index) =>
      newMessage({ ids, subject: `s${(index * 7919) % 3000}`.padStart(6, '0'), corrId: `k${index % 3}` }),
    )
    await log.commit(messages.map(received))
    for (const sort of [undefined, { by: 'subject', descending: false } as const]) {
      const query = plainList({ maxHits: 2500, ...(sort === undefined ? {} : { sort }) })
      let batches = 0
      const seen = new Set<string>()
      for await (const batch of log.list(query)) {
        batches++
        for (const record of batch) seen.add(record.receiptId)
      }
      assert.equal(seen.size, 2500)
      assert.ok(batches > 1)
      for await (const batch of log.list(query)) {
        assert.ok(batch.length > 0)
        break
      }
    }
    const sorted = await all(log, plainList({ maxHits: 200, sort: { by: 'subject', descending: true } }))
    const subjects = messages
      .map((message) => message.label.subject ?? '')
      .sort()
      .toReversed()
    assert.deepEqual(
      sorted.map((record) => record.label.subject),
      subjects.slice(0, 200),
    )
    const sparse = await all(log, plainList({ corrId: 'k1', maxHits: 5000, newestFirst: true }))
    assert.deepEqual(
      sparse.map((record) => record.receiptId),
      messages
        .filter((message) => message.label.corrId === 'k1')
        .map((message) => message.receiptId)
        .toReversed(),
    )
  })

  it('gives messages with large labels a few at a time, also to many lists at once', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const subject = 'x'.repeat(52 * 1024)
    const messages = Array.from({ length: 60 }, () => newMessage({ ids, subject }))
    await log.commit(messages.map(received))
    const wanted = messages.map((message) => message.receiptId)
    const read = async (wish: Partial<MailboxQuery>): Promise<void> => {
      const seen: string[] = []
      for await (const batch of log.list(plainList(wish))) {
        assert.ok(batch.length <= 6, `${batch.length} labels of 52 KiB at once`)
        seen.push(...batch.map((record) => record.receiptId))
      }
      assert.deepEqual(seen, wish.newestFirst === true ? wanted.toReversed() : wanted)
    }
    const sort = { by: 'producttype', descending: false } as const
    const wishes = [{}, { sort }, { newestFirst: true }, { newestFirst: true, sort }, { maxHits: 60 }]
    await Promise.all(wishes.flatMap((wish) => Array.from({ length: 6 }, () => read(wish))))
  })

  it('leaves out what is acknowledged while it streams', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const messages = Array.from({ length: 1000 }, () => newMessage({ ids }))
    await log.commit(messages.map(received))
    const last = messages.at(-1)?.receiptId ?? ''
    const seen: string[] = []
    for await (const batch of log.list(plainList({ maxHits: 1000 }))) {
      if (seen.length === 0) await update(log, { receiptId: last, expectVersion: 1, acknowledgedAt: noon })
      seen.push(...batch.map((record) => record.receiptId))
    }
    assert.equal(seen.length, 999)
    assert.ok(!seen.includes(last))
  })
}

function auditing(newPlace: () => Promise<MessageLogPlace>): void {
  it('numbers the audit trail without gaps, across refusals, calls at once and reopening', async () => {
    await using place = await newPlace()
    let written = 0
    for (let round = 0; round < 3; round++) {
      await using store = await place.open()
      const log = store.messageLog
      const txId = ids.uuid()
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const message = newMessage(index % 4 === 0 ? { ids, txId } : { ids })
          const outcomes = await log.commit([received(message)])
          if (outcomes[0]?.kind === 'done') written++
        }),
      )
      assert.equal(await log.numberAudit(), written)
    }
    assert.equal(written, 48)
    await using store = await place.open()
    const log = store.messageLog
    const rows = await trail(log, 0)
    assert.deepEqual(
      rows.map((row) => row.number),
      Array.from({ length: written }, (_, index) => index),
    )
    assert.deepEqual(
      (await trail(log, 40)).map((row) => row.number),
      [40, 41, 42, 43, 44, 45, 46, 47],
    )
    assert.deepEqual(await trail(log, written), [])
  })

  it('gives audit rows back octet for octet', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    const row = auditRow({
      event: 'imported',
      canonical: Uint8Array.from({ length: 256 }, (_, index) => index),
      leaf: ids.random(32),
      detail: { actor: '5560000001', text: { sv: 'Ö', en: 'O' } },
    })
    await log.commit([{ audit: [auditRow(), row, auditRow()] }])
    await log.numberAudit()
    const [, found] = await trail(log, 0)
    assert.deepEqual(
      found && { ...found, canonical: new Uint8Array(found.canonical), leaf: new Uint8Array(found.leaf) },
      {
        ...row,
        number: 1,
      },
    )
  })

  it('streams a long trail', async () => {
    await using opened = await openNew(newPlace)
    const { log } = opened
    await log.commit(Array.from({ length: 2300 }, () => ({ audit: [auditRow()] })))
    await log.numberAudit()
    assert.equal((await trail(log, 0)).length, 2300)
  })
}

async function openNew(
  newPlace: () => Promise<MessageLogPlace>,
): Promise<{ log: MessageLog } & AsyncDisposable> {
  const place = await newPlace()
  const store = await place.open()
  return {
    log: store.messageLog,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
    },
  }
}

function received(message: NewMessage | undefined): Change {
  assert.ok(message)
  return { insert: [message], audit: [auditRow({ subject: message.receiptId })] }
}

function bodyOf(text: string): Body {
  return { at: 'row', bytes: Buffer.from(text) }
}

async function insert(log: MessageLog, wish: Partial<MessageWish> = {}): Promise<NewMessage> {
  const message = newMessage({ ids, ...wish })
  assert.deepEqual(await log.commit([received(message)]), [{ kind: 'done' }])
  return message
}

async function update(log: MessageLog, change: NonNullable<Change['update']>[number]): Promise<void> {
  const audit = [auditRow({ subject: change.receiptId, event: 'fetched' })]
  assert.deepEqual(await log.commit([{ update: [change], audit }]), [{ kind: 'done' }])
}

async function all(log: MessageLog, query: MailboxQuery): Promise<MessageRecord[]> {
  return (await Array.fromAsync(log.list(query))).flat()
}

async function trail(log: MessageLog, from: number): Promise<NumberedAuditRow[]> {
  return (await Array.fromAsync(log.audit(from))).flat()
}
