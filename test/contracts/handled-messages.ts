import assert from 'node:assert/strict'
import { it } from 'node:test'
import { randomIds } from '../../src/adapters/ids.ts'
import type {
  DueQuery,
  Handling,
  MessageLog,
  MessageRecord,
  MessageUpdate,
  NewMessage,
} from '../../src/exchange/ports/message-log.ts'
import { auditRow, mailbox, type MessageWish, newMessage, noon, plainList, receiptId } from './messages.ts'

type OpenLog = () => Promise<{ readonly log: MessageLog } & AsyncDisposable>

const ids = randomIds()
const partner = '5560000001'
const other = '5560000002'
const everything: Omit<DueQuery, 'now'> = { limit: 100, exceptDestinations: [], except: [] }

function queued(due: number, destination = partner): Handling {
  return { since: noon, due, destination, attempts: 0 }
}

function waiting(wish: Partial<MessageWish> = {}): NewMessage {
  return newMessage({ ids, state: 'queued', handling: queued(noon), ...wish })
}

async function keep(log: MessageLog, ...messages: readonly NewMessage[]): Promise<void> {
  for (const message of messages) {
    const audit = [auditRow({ subject: message.receiptId })]
    assert.deepEqual(await log.commit([{ insert: [message], audit }]), [{ kind: 'done' }])
  }
}

async function change(
  log: MessageLog,
  receipt: string,
  update: Omit<MessageUpdate, 'receiptId' | 'expectVersion'>,
): Promise<MessageRecord> {
  const [before] = await log.byReceiptId([receipt])
  assert.ok(before !== undefined)
  const whole = { ...update, receiptId: receipt, expectVersion: before.version }
  assert.deepEqual(await log.commit([{ update: [whole], audit: [] }]), [{ kind: 'done' }])
  const [after] = await log.byReceiptId([receipt])
  assert.ok(after !== undefined)
  assert.equal(after.version, before.version + 1)
  return after
}

const named = (records: readonly MessageRecord[]): readonly string[] => records.map(({ receiptId: id }) => id)

async function listed(log: MessageLog): Promise<readonly string[]> {
  return (await Array.fromAsync(log.list(plainList()))).flatMap(named)
}

/** What every message log must do with messages that are on their way. */
export function handling(open: OpenLog): void {
  it('keeps how a message is handled, whole, and out of every mailbox', async () => {
    await using opened = await open()
    const { log } = opened
    const full: Handling = {
      ...queued(noon + 5),
      attempts: 3,
      fault: { code: 'MissingDeliveryExecution', words: { sv: 'Svarar inte.', en: 'No answer.' } },
      splitOf: receiptId(ids),
    }
    const messages = [
      waiting({ handling: full }),
      waiting({ state: 'new', handling: { since: noon, due: noon, attempts: 0 } }),
      waiting({ state: 'quarantined', handling: { since: noon, attempts: 1 } }),
    ]
    await keep(log, ...messages)
    for (const { body, ...rest } of messages) {
      assert.deepEqual((await log.byReceiptId([rest.receiptId]))[0], { ...rest, size: 5, version: 1 })
      assert.ok(body.at === 'row')
      assert.deepEqual(await log.rowBody(rest.receiptId), new Uint8Array(body.bytes))
    }
    assert.deepEqual(await listed(log), [])
    const { messages: all, waiting: wait, queued: onTheWay, oldestQueuedAt } = await log.totals()
    assert.deepEqual([all, wait, onTheWay, oldestQueuedAt], [3, 0, 2, noon])
  })

  it('changes state and handling, and leaves alone what is not named', async () => {
    await using opened = await open()
    const { log } = opened
    const splitOf = receiptId(ids)
    const message = waiting({ handling: { ...queued(noon), splitOf } })
    await keep(log, message)
    const fault = { code: 'OtherError', words: { sv: 'a', en: 'b' } }
    const later = { since: noon, due: noon + 60_000, destination: partner, attempts: 1, fault }
    const tried = await change(log, message.receiptId, { state: 'queued', handling: later })
    assert.deepEqual(tried.handling, { ...later, splitOf })
    const sent = await change(log, message.receiptId, {
      state: 'sent',
      handling: { since: noon + 1, destination: partner, attempts: 1 },
    })
    assert.equal(sent.state, 'sent')
    assert.deepEqual(sent.handling, { since: noon + 1, destination: partner, attempts: 1, splitOf })
    assert.deepEqual(await log.due({ ...everything, now: noon + 100_000 }), [])
    const acknowledged = await change(log, message.receiptId, { acknowledgedAt: noon + 9 })
    assert.equal(acknowledged.acknowledgedAt, noon + 9)
    assert.equal(acknowledged.state, 'sent')
    assert.deepEqual(acknowledged.handling, sent.handling)
  })

  it('is a conflict at another version than the expected', async () => {
    await using opened = await open()
    const { log } = opened
    const message = waiting()
    await keep(log, message)
    const update: MessageUpdate = {
      receiptId: message.receiptId,
      expectVersion: 1,
      state: 'sent',
      handling: { since: noon, attempts: 0 },
    }
    const cancel: MessageUpdate = { ...update, state: 'cancelled' }
    const outcomes = await log.commit([
      { update: [update], audit: [] },
      { update: [cancel], audit: [] },
    ])
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['done', 'conflict'],
    )
    const [, second] = outcomes
    assert.equal(second?.kind === 'conflict' && second.current?.state, 'sent')
  })

  it('lists a message that comes to a mailbox later, with its meta, and then treats it as any other', async () => {
    await using opened = await open()
    const { log } = opened
    const message = waiting({ meta: [{ name: 'år', value: '2026' }], state: 'held' })
    await keep(log, message)
    const { receiptId: id } = message
    const there = await change(log, id, {
      state: 'received',
      mailbox,
      handling: { since: noon + 1, attempts: 0 },
    })
    assert.equal(there.mailbox, mailbox)
    assert.deepEqual(await listed(log), [id])
    const byMeta = plainList({ meta: [{ name: 'år', value: '2026' }] })
    assert.deepEqual((await Array.fromAsync(log.list(byMeta))).flatMap(named), [id])
    assert.equal((await log.totals()).waiting, 1)
    const fetched = await change(log, id, { fetchedAt: noon - 1 })
    assert.equal(fetched.fetchedAt, noon - 1)
    const done = await change(log, id, { acknowledgedAt: noon })
    assert.equal(done.state, 'received')
    assert.equal(done.acknowledgedAt, noon)
    assert.deepEqual(await listed(log), [])
    const { waiting: left, queued: onTheWay } = await log.totals()
    assert.deepEqual([left, onTheWay], [0, 0])
  })

  it('a copy that is in a mailbox at once knows what it is a copy of', async () => {
    await using opened = await open()
    const { log } = opened
    const parent = waiting({ state: 'split', handling: { since: noon, attempts: 0 } })
    const copies = [0, 1, 2].map(() =>
      newMessage({
        ids,
        body: { at: 'blob', id: 'b1', bytes: 7 },
        handling: { since: noon, attempts: 0, splitOf: parent.receiptId },
      }),
    )
    const audit = [auditRow({ subject: parent.receiptId })]
    assert.deepEqual(await log.commit([{ insert: [parent, ...copies], audit }]), [{ kind: 'done' }])
    assert.deepEqual(
      named(await log.copies(parent.receiptId)),
      copies.map(({ receiptId: id }) => id),
    )
    assert.deepEqual(
      await listed(log),
      copies.map(({ receiptId: id }) => id),
    )
    assert.deepEqual(await log.blobsInUse(['b1']), [true])
    assert.deepEqual(await log.copies(receiptId(ids)), [])
  })

  it('fills in and mends where a message goes, and remembers both', async () => {
    await using opened = await open()
    const { log } = opened
    const message = waiting({ state: 'new', handling: { since: noon, due: noon, attempts: 0 } })
    await keep(log, message)
    const agreement = ids.uuid()
    const to = { address: '5560000009.lön', commonName: 'Lön AB' }
    const once = await change(log, message.receiptId, { readdress: { to } })
    assert.deepEqual(once.label.to, to)
    const twice = await change(log, message.receiptId, { readdress: { agreement } })
    assert.deepEqual([twice.label.to, twice.label.agreement], [to, agreement])
    assert.deepEqual(twice.label.meta, message.label.meta)
    assert.equal(twice.state, 'new')
  })

  it('gives what is due, the longest due first, and nothing before its time', async () => {
    await using opened = await open()
    const { log } = opened
    const early = waiting({ handling: queued(noon - 2000, other) })
    const late = waiting({ handling: queued(noon - 1000) })
    const unrouted = waiting({ state: 'new', handling: { since: noon, due: noon - 1500, attempts: 0 } })
    const future = waiting({ handling: queued(noon + 1) })
    await keep(log, late, future, early, unrouted)
    const due = (query: Partial<DueQuery> = {}) => log.due({ ...everything, now: noon, ...query })
    assert.deepEqual(named(await due()), [early.receiptId, unrouted.receiptId, late.receiptId])
    assert.deepEqual(named(await due({ limit: 1 })), [early.receiptId])
    assert.deepEqual(named(await due({ limit: 1, except: [early.receiptId] })), [unrouted.receiptId])
    assert.deepEqual(named(await due({ exceptDestinations: [other] })), [unrouted.receiptId, late.receiptId])
    assert.deepEqual(named(await due({ destination: other })), [early.receiptId])
    assert.deepEqual(named(await due({ now: noon + 1, destination: partner })), [
      late.receiptId,
      future.receiptId,
    ])
    const none = { exceptDestinations: [], except: [] }
    assert.equal(await log.nextDue(none), noon - 2000)
    assert.equal(await log.nextDue({ ...none, exceptDestinations: [other] }), noon - 1500)
    const taken = [unrouted.receiptId, late.receiptId]
    assert.equal(await log.nextDue({ exceptDestinations: [other], except: taken }), noon + 1)
  })

  it('has nothing due where nothing is on its way', async () => {
    await using opened = await open()
    const { log } = opened
    await keep(log, newMessage({ ids }), waiting({ state: 'held', handling: { since: noon, attempts: 0 } }))
    assert.deepEqual(await log.due({ ...everything, now: noon + 1e9 }), [])
    assert.equal(await log.nextDue({ exceptDestinations: [], except: [] }), undefined)
  })

  it('finds what is due behind thousands for a destination that takes none', async () => {
    await using opened = await open()
    const { log } = opened
    const many = Array.from({ length: 3000 }, () => waiting({ handling: queued(noon - 5000) }))
    await log.commit(
      many.map((message) => ({ insert: [message], audit: [auditRow({ subject: message.receiptId })] })),
    )
    const one = waiting({ handling: queued(noon, other) })
    await keep(log, one)
    assert.deepEqual(named(await log.due({ ...everything, now: noon, exceptDestinations: [partner] })), [
      one.receiptId,
    ])
    assert.equal((await log.due({ ...everything, now: noon })).length, 100)
    assert.equal((await log.totals()).queued, 3001)
  })

  it('finds the messages of an exchange, and no confirm or error message among them', async () => {
    await using opened = await open()
    const { log } = opened
    const exchange = { corrId: ids.uuid(), contentId: ids.uuid() }
    const sent = waiting({ ...exchange, state: 'sent', handling: { since: noon, attempts: 0 } })
    const confirm = waiting({ ...exchange, sequenceType: 'adm', handling: queued(noon) })
    const stranger = waiting({ ...exchange, contentId: ids.uuid() })
    await keep(log, sent, confirm, stranger, newMessage({ ids, ...exchange }))
    const found = await log.byExchange([exchange, { corrId: ids.uuid(), contentId: exchange.contentId }])
    assert.deepEqual(found.map(named), [[sent.receiptId], []])
    assert.deepEqual(await log.byExchange([]), [])
  })

  it('remembers what passed under an agreement, with the change that let it pass', async () => {
    await using opened = await open()
    const { log } = opened
    const [agreement, another] = [ids.uuid(), ids.uuid()] as const
    const passed = [
      { agreement, at: noon, bytes: 10 },
      { agreement: another, at: noon, bytes: 20 },
    ]
    await log.commit([
      { passed, audit: [] },
      { passed: [{ agreement, at: noon + 5, bytes: 30 }], audit: [] },
    ])
    assert.deepEqual(await log.passed(agreement, noon), [
      { agreement, at: noon, bytes: 10 },
      { agreement, at: noon + 5, bytes: 30 },
    ])
    assert.deepEqual(await log.passed(agreement, noon + 1), [{ agreement, at: noon + 5, bytes: 30 }])
    assert.deepEqual(await log.passed(ids.uuid(), 0), [])
  })
}
