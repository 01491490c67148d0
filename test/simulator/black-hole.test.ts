import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SmallWorld } from './world/small-world.ts'

const minute = 60_000

/** How long each message took from the node's taking it in to the partner's, milliseconds. */
function delays({ delivered }: SmallWorld, sentAt: ReadonlyMap<string, number>): readonly number[] {
  return delivered.map(({ txId, at }) => at - (sentAt.get(txId) ?? 0))
}

describe('one partner of a hundred that never answers', () => {
  it('delays none of the others', async () => {
    const world = new SmallWorld({
      partners: 100,
      behaviour: (partner) => (partner === 0 ? 'silent' : 'takes'),
    })
    await world.pass(1_000)
    const sentAt = new Map<string, number>()
    for (let round = 0; round < 12; round++) {
      for (const [partner, number] of world.partners.entries()) {
        // Ten times as many for the one that does not answer.
        for (let again = 0; again < (partner === 0 ? 10 : 1); again++) {
          sentAt.set(world.send(number), world.scheduler.now)
        }
        await world.pass(100)
      }
    }
    await world.pass(10 * minute)
    assert.equal(world.delivered.length, 12 * 99)
    const slowest = Math.max(...delays(world, sentAt))
    assert.ok(slowest < 2_000, `one took ${slowest} ms`)
  })

  it('is given all that waits when it answers again, as fast as it takes it', async () => {
    let answers = false
    const world = new SmallWorld({ partners: 1, behaviour: () => (answers ? 'takes' : 'silent') })
    await world.pass(1_000)
    const [partner = ''] = world.partners
    for (let count = 0; count < 500; count++) {
      world.send(partner)
      await world.pass(200)
    }
    await world.pass(30 * minute)
    answers = true
    const from = world.scheduler.now
    while (world.delivered.length < 500 && world.scheduler.now < from + 60 * minute) await world.pass(1_000)
    const first = world.delivered[0]?.at ?? 0
    const last = world.delivered.at(-1)?.at ?? Number.POSITIVE_INFINITY
    assert.equal(world.delivered.length, 500)
    assert.ok(first - from < 2 * minute, `the first went after ${first - from} ms`)
    assert.ok(last - first < 12 * minute, `all took ${last - first} ms`)
  })
})
