import assert from 'node:assert/strict'
import { it } from 'node:test'
import { randomIds } from '../../src/adapters/ids.ts'
import type {
  AuditEvent,
  DueQuery,
  Handling,
  MessageLog,
  MessageRecord,
  MessageState,
  MessageUpdate,
  NewMessage,
  PageMark,
  StandingState,
} from '../../src/exchange/ports/message-log.ts'
import { auditRow, mailbox, type MessageWish, newMessage, noon, plainList, receiptId } from './messages.ts'

type Place = { open(): Promise<{ readonly messageLog: MessageLog } & AsyncDisposable> } & AsyncDisposable
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

/** All that stand in a state, asked for page by page. */
async function standing(log: MessageLog, state: StandingState, limit = 100): Promise<readonly string[]> {
  const found: string[] = []
  let after: PageMark | undefined
  do {
    const page = await log.byState({ state, limit, ...(after === undefined ? {} : { after }) })
    assert.ok(page.messages.length <= limit)
    assert.ok(page.messages.every((message) => message.state === state))
    found.push(...named(page.messages))
    after = page.next
  } while (after !== undefined)
  return found
}

/** What every message log must do with messages that are on their way. */
export function handling(open: OpenLog, newPlace: () => Promise<Place>): void {
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

  it('changes the state alone, and the handling alone', async () => {
    await using opened = await open()
    const { log } = opened
    const message = waiting({ handling: queued(noon) })
    await keep(log, message)
    const later = { since: noon + 1, due: noon + 60_000, destination: other, attempts: 4 }
    const moved = await change(log, message.receiptId, { handling: later })
    assert.deepEqual([moved.state, moved.handling], ['queued', later])
    assert.deepEqual(await log.due({ ...everything, now: noon }), [])
    assert.equal(await log.nextDue(everything), noon + 60_000)
    const cancelled = await change(log, message.receiptId, { state: 'cancelled' })
    assert.deepEqual([cancelled.state, cancelled.handling], ['cancelled', later])
    assert.equal((await log.totals()).queued, 0)
  })

  it('brings a message into a mailbox with its handling as it was', async () => {
    await using opened = await open()
    const { log } = opened
    const handled = { since: noon, attempts: 2, destination: partner }
    const message = waiting({ state: 'held', handling: handled })
    await keep(log, message)
    const there = await change(log, message.receiptId, { state: 'received', mailbox })
    assert.deepEqual([there.state, there.mailbox, there.handling], ['received', mailbox, handled])
    assert.deepEqual(await listed(log), [message.receiptId])
    const { waiting: wait, queued: onTheWay } = await log.totals()
    assert.deepEqual([wait, onTheWay], [1, 0])
  })

  it('lists none that was acknowledged before it came to a mailbox', async () => {
    await using opened = await open()
    const { log } = opened
    const message = waiting({ state: 'sent', handling: { since: noon, attempts: 0 } })
    await keep(log, message)
    await change(log, message.receiptId, { acknowledgedAt: noon })
    await change(log, message.receiptId, { state: 'new', handling: { since: noon, due: noon, attempts: 0 } })
    const there = await change(log, message.receiptId, {
      state: 'received',
      mailbox,
      handling: { since: noon, attempts: 0 },
    })
    assert.deepEqual([there.mailbox, there.acknowledgedAt], [mailbox, noon])
    assert.deepEqual((await Array.fromAsync(log.list(plainList({ waiting: 'noack' })))).flat(), [])
    assert.equal((await log.totals()).waiting, 0)
    assert.equal((await change(log, message.receiptId, { fetchedAt: noon })).fetchedAt, noon)
  })

  it('lists one that comes later where it arrived, under what it was readdressed to', async () => {
    await using opened = await open()
    const { log } = opened
    const late = waiting({ state: 'new', arrivedAt: noon - 20, handling: queued(noon) })
    const before = newMessage({ ids, arrivedAt: noon - 30 })
    const after = newMessage({ ids, arrivedAt: noon - 10 })
    await keep(log, before, late, after)
    const product = ids.uuid()
    await change(log, late.receiptId, { readdress: { product } })
    await change(log, late.receiptId, {
      state: 'received',
      mailbox,
      readdress: { to: { address: mailbox } },
      handling: { since: noon, attempts: 0 },
    })
    const all = [before, late, after].map(({ receiptId: id }) => id)
    assert.deepEqual(await listed(log), all)
    const of = async (wish: Parameters<typeof plainList>[0]) =>
      named((await Array.fromAsync(log.list(plainList(wish)))).flat())
    assert.deepEqual(await of({ products: [product] }), [late.receiptId])
    assert.deepEqual(await of({ since: noon - 20 }), all.slice(1))
    const [record] = await log.byReceiptId([late.receiptId])
    assert.deepEqual([record?.label.product, record?.label.to], [{ id: product }, { address: mailbox }])
    assert.equal(record?.arrivedAt, noon - 20)
  })

  it('knows every state and every event', async () => {
    await using opened = await open()
    const { log } = opened
    const messages = Object.keys(states).map((state) =>
      isState(state) && state !== 'received'
        ? waiting({ state, handling: { since: noon, attempts: 0 } })
        : newMessage({ ids }),
    )
    await keep(log, ...messages)
    const found = await log.byReceiptId(messages.map(({ receiptId: id }) => id))
    assert.deepEqual(
      found.map((record) => record?.state),
      Object.keys(states),
    )
    const [subject = ''] = messages.map(({ receiptId: id }) => id)
    const told = Object.keys(events).filter(isEvent)
    await log.commit([{ audit: told.map((event) => auditRow({ subject, event })) }])
    assert.deepEqual(
      (await log.story(subject)).slice(1).map(({ event }) => event),
      told,
    )
  })

  it('keeps it all when it is closed and opened again', async () => {
    await using place = await newPlace()
    const splitOf = receiptId(ids)
    const [sent, late, copy, next] = [
      waiting(),
      waiting({ state: 'new', handling: { since: noon, due: noon, attempts: 0 } }),
      newMessage({ ids, handling: { since: noon, attempts: 0, splitOf } }),
      waiting({ handling: queued(noon + 7) }),
    ] as const
    const agreement = ids.uuid()
    const stood: (MessageRecord | undefined)[] = []
    const receipts = [sent, late, copy, next].map(({ receiptId: id }) => id)
    {
      await using store = await place.open()
      const log = store.messageLog
      await keep(log, sent, late, copy, next)
      await change(log, sent.receiptId, { state: 'sent', handling: { since: noon + 1, attempts: 0 } })
      await change(log, sent.receiptId, { acknowledgedAt: noon + 2 })
      await change(log, late.receiptId, {
        state: 'received',
        mailbox,
        handling: { since: noon, attempts: 0 },
        readdress: { agreement },
      })
      await log.commit([{ passed: [{ agreement, at: noon, bytes: 1 }], audit: [] }])
      stood.push(...(await log.byReceiptId(receipts)))
    }
    await using store = await place.open()
    const log = store.messageLog
    assert.deepEqual(await log.byReceiptId(receipts), stood)
    assert.deepEqual(await listed(log), [late.receiptId, copy.receiptId])
    assert.deepEqual(named(await log.copies(splitOf)), [copy.receiptId])
    assert.equal(await log.nextDue(everything), noon + 7)
    assert.equal((await log.passed(agreement, 0)).length, 1)
    const { messages, waiting: wait, queued: onTheWay } = await log.totals()
    assert.deepEqual([messages, wait, onTheWay], [4, 2, 1])
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

  it('gives many for many destinations in order of their time, whoever is left out', async () => {
    await using opened = await open()
    const { log } = opened
    // More for the two that take none than are ever looked at one by one, before, among and behind the others.
    const messages = Array.from({ length: 3000 }, (_, index) => {
      const due = noon - 50_000 + ((index * 7919) % 3000) * 3 - (index % 5)
      const destination = index % 10 < 7 ? (index % 2 === 0 ? partner : other) : `556000${index % 97}`
      return index % 101 === 0
        ? waiting({ state: 'new', handling: { since: noon, due, attempts: 0 } })
        : waiting({ handling: queued(due, destination) })
    })
    for (const late of messages.slice(0, 50)) {
      messages.push(waiting({ handling: queued(noon + 1 + messages.length, late.handling?.destination) }))
    }
    await log.commit(messages.map((message) => ({ insert: [message], audit: [] })))
    // In the order in which they were kept where they are due at once.
    const sorted = messages.toSorted((one, two) => (one.handling?.due ?? 0) - (two.handling?.due ?? 0))
    for (const exceptDestinations of [
      [],
      [partner],
      [partner, other],
      ['nobody', partner, other, '5560003'],
    ]) {
      const left = sorted.filter(
        ({ handling: { destination } = {} }) =>
          destination === undefined || !exceptDestinations.includes(destination),
      )
      const dueNow = left.filter(({ handling: { due = 0 } = {} }) => due <= noon)
      const whole = await log.due({ now: noon, limit: 5000, exceptDestinations, except: [] })
      assert.deepEqual(
        named(whole),
        dueNow.map(({ receiptId: id }) => id),
      )
      const inHand = dueNow.slice(0, 150).map(({ receiptId: id }) => id)
      const some = await log.due({ now: noon, limit: 64, exceptDestinations, except: inHand })
      assert.deepEqual(
        named(some),
        dueNow.slice(150, 214).map(({ receiptId: id }) => id),
      )
      assert.equal(await log.nextDue({ exceptDestinations, except: inHand }), dueNow[150]?.handling?.due)
    }
    assert.deepEqual(await log.due({ ...everything, now: noon, limit: 0 }), [])
  })

  it('gives what stands in a state page by page, in the order in which it came there', async () => {
    await using opened = await open()
    const { log } = opened
    // Some at once, so that a page may end between them; kept in an order that is not theirs.
    const sinces = [5, 1, 3, 3, 3, 3, 2, 9]
    const aside = sinces.map((since) =>
      waiting({ state: 'quarantined', handling: { since: noon + since, attempts: 1 } }),
    )
    const [held, sent] = [
      waiting({ state: 'held', handling: { since: noon, attempts: 0 } }),
      waiting({ state: 'sent', handling: { since: noon, attempts: 0 } }),
    ]
    await keep(log, ...aside, held, sent)
    const expected = aside
      .toSorted((one, two) => (one.handling?.since ?? 0) - (two.handling?.since ?? 0))
      .map(({ receiptId: id }) => id)
    for (const limit of [1, 3, 4, 8, 100]) {
      assert.deepEqual(await standing(log, 'quarantined', limit), expected, `${limit} a page`)
    }
    assert.deepEqual(await standing(log, 'held'), [held.receiptId])
    assert.deepEqual(await standing(log, 'new'), [])
    assert.equal((await log.totals()).quarantined, 8)
  })

  it('gives what stands in a state no more once it goes on, or is archived', async () => {
    await using opened = await open()
    const { log } = opened
    const [one, two, three] = [1, 2, 3].map((since) =>
      waiting({ state: 'quarantined', handling: { since: noon + since, attempts: 1 } }),
    )
    assert.ok(one !== undefined && two !== undefined && three !== undefined)
    await keep(log, one, two, three)
    await change(log, one.receiptId, { state: 'new', handling: queued(noon) })
    await change(log, two.receiptId, { archivedAt: noon })
    assert.deepEqual(await standing(log, 'quarantined'), [three.receiptId])
    assert.deepEqual(await standing(log, 'new'), [one.receiptId])
    const { queued: onTheWay, quarantined } = await log.totals()
    assert.deepEqual([onTheWay, quarantined], [1, 1])
  })

  it('gives of one exchange a hundred at most', async () => {
    await using opened = await open()
    const { log } = opened
    const exchange = { corrId: ids.uuid(), contentId: ids.uuid() }
    const many = Array.from({ length: 101 }, () => waiting(exchange))
    await log.commit(many.map((message) => ({ insert: [message], audit: [] })))
    const [found = []] = await log.byExchange([exchange])
    assert.equal(new Set(named(found)).size, 100)
    assert.ok(found.every(({ label }) => label.corrId === exchange.corrId))
  })

  it('remembers nothing of a change that is refused, and gives what passed in order of time', async () => {
    await using opened = await open()
    const { log } = opened
    const agreement = ids.uuid()
    const message = waiting()
    await keep(log, message)
    const passed = [{ agreement, at: noon, bytes: 1 }]
    const twin = waiting({ txId: message.label.txId })
    const stale = { receiptId: message.receiptId, expectVersion: 9, state: 'cancelled' } as const
    const outcomes = await log.commit([
      { insert: [twin], passed, audit: [] },
      { update: [stale], passed, audit: [] },
    ])
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['duplicate', 'conflict'],
    )
    assert.deepEqual(await log.passed(agreement, 0), [])
    const times = [noon + 5, noon, noon + 5, noon - 5]
    await log.commit([{ passed: times.map((at) => ({ agreement, at, bytes: 2 })), audit: [] }])
    assert.deepEqual(
      (await log.passed(agreement, noon)).map(({ at }) => at),
      [noon, noon + 5, noon + 5],
    )
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

/** Each of them, as the compiler sees to. */
const states: Readonly<Record<MessageState, true>> = {
  new: true,
  queued: true,
  held: true,
  sent: true,
  received: true,
  quarantined: true,
  cancelled: true,
  split: true,
}

const events: Readonly<Record<AuditEvent, true>> = {
  received: true,
  refused: true,
  duplicate: true,
  fetched: true,
  returned: true,
  acknowledged: true,
  confirmed: true,
  swept: true,
  imported: true,
  routed: true,
  split: true,
  queued: true,
  held: true,
  released: true,
  delivered: true,
  tried: true,
  sent: true,
  quarantined: true,
  cancelled: true,
  resent: true,
  answered: true,
  archived: true,
  contentPurged: true,
  entryPurged: true,
  published: true,
  agreed: true,
  declined: true,
}

function isState(text: string): text is MessageState {
  return text in states
}

function isEvent(text: string): text is AuditEvent {
  return text in events
}
