import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { agreementRow, agreement } from './world/registry-rows.ts'
import { organisation } from './world/cast.ts'
import { SmallWorld } from './world/small-world.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const own = organisation(100, 'agency', 'node-0')
const partner = organisation(300, 'partner', 'partner-0')
const uuid = '5c1e0000-0000-4000-8000-000000000009'
const onOffer = {
  uuid: '5c1e0000-0000-4000-8000-00000000000a',
  product: { uuid, name: 'offer', principal: own },
  customer: partner,
  flow: 'to-customer',
  known: 'locally',
  officeHours: true,
  confirm: true,
} as const

describe('a node whose clock was set ahead', () => {
  for (const meanwhile of ['goes on', 'is started again'] as const) {
    it(`and right again, sends what was put off meanwhile, where it ${meanwhile}`, async () => {
      let answers = false
      const world = new SmallWorld({ partners: 1, behaviour: () => (answers ? 'takes' : 'fails') })
      const { node } = world
      await world.pass(minute)
      node.timeOfDay.set(20 * day)
      const txId = world.send(partner.number)
      await world.pass(5 * minute)
      assert.equal(world.recordOf(txId)?.state, 'queued')
      if (meanwhile === 'is started again') node.kill('a test')
      node.timeOfDay.set(0)
      answers = true
      await world.pass(3 * minute)
      assert.equal(world.recordOf(txId)?.state, 'sent')
    })
  }
})

describe('a message that is on its way while the clock is set back', () => {
  it('is given up when its time is over by the clock as it is', async () => {
    const world = new SmallWorld({ partners: 1, behaviour: () => 'silent' })
    await world.pass(minute)
    world.node.timeOfDay.set(20 * day)
    const txId = world.send(partner.number)
    // It waits for an answer, which does not come, as the clock is set.
    await world.pass(30_000)
    world.node.timeOfDay.set(0)
    await world.pass(14 * hour)
    assert.equal(world.recordOf(txId)?.state, 'quarantined')
  })
})

describe('a message that its agreement holds', () => {
  it('is given the time of any other when the directory is silent as it is released', async () => {
    const world = new SmallWorld({
      partners: 1,
      behaviour: () => 'takes',
      registry: [agreement(onOffer)],
      products: [uuid],
    })
    // From noon on a Monday to the evening: it is held until Tuesday at eight, longer than a delivery may take.
    await world.pass(6 * hour)
    const txId = world.send(partner.number, uuid)
    await world.pass(hour)
    assert.equal(world.recordOf(txId)?.state, 'held')
    await world.pass(12 * hour + 30 * minute)
    world.directory.silence = 100
    world.node.kill('so that nothing is remembered of the directory')
    await world.pass(hour)
    assert.equal(world.recordOf(txId)?.state, 'new')
    world.directory.silence = 0
    await world.pass(hour)
    assert.equal(world.recordOf(txId)?.state, 'sent')
  })
})

describe('a message that is sent again', () => {
  it('is a duplicate also where its agreement has ended since', async () => {
    const open = { ...onOffer, officeHours: false }
    const world = new SmallWorld({
      partners: 1,
      behaviour: () => 'takes',
      registry: [agreement(open)],
      products: [uuid],
    })
    await world.pass(minute)
    const { octets } = world.message(partner.number, uuid)
    const post = async () => {
      const posted = world.post(octets)
      await world.pass(minute)
      const outcome = await posted
      return outcome.kind === 'answer' ? outcome.value : undefined
    }
    const first = await post()
    world.node.store.apply([agreementRow(open, false)], world.node.store.tables.revision, [])
    world.node.store.undo.sync()
    const again = await post()
    assert.ok(first?.status === 202 && again?.status === 202)
    assert.deepEqual([first.duplicate, again.duplicate], [false, true])
    assert.equal(again.localId, first.localId)
    const other = world.send(partner.number, uuid)
    await world.pass(minute)
    assert.equal(world.recordOf(other), undefined)
  })
})

describe('an operator who cancels what is in quarantine', () => {
  it('tells its sender no second time', async () => {
    const world = new SmallWorld({ partners: 1, behaviour: () => 'refuses' })
    await world.pass(minute)
    const txId = world.send(partner.number)
    await world.pass(minute)
    const record = world.recordOf(txId)
    assert.equal(record?.state, 'quarantined')
    const cancelled = world.node.exchange?.operate('cancel', record.receiptId, 'operator')
    await world.pass(minute)
    assert.equal((await cancelled)?.state, 'cancelled')
    const messages = [...world.node.store.tables.messages.values()]
    const errors = messages.filter((row) => row.record.label.product.id === 'error')
    assert.equal(errors.length, 1)
  })
})
