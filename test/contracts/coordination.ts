import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Coordination } from '../../src/exchange/ports/coordination.ts'

/** What every coordination must do, run against one adapter. */
export function coordinationContract(name: string, open: () => Promise<Coordination>): void {
  describe(`coordination: ${name}`, () => {
    it('gives a key to one at a time', async () => {
      const coordination = await open()
      const asked = await Promise.all(Array.from({ length: 5 }, () => coordination.acquire('fetch/a')))
      const held = asked.filter((lease) => lease !== undefined)
      assert.equal(held.length, 1)
      assert.equal(held[0]?.key, 'fetch/a')
      assert.ok(await coordination.acquire('fetch/b'))
      await held[0]?.[Symbol.asyncDispose]()
      assert.ok(await coordination.acquire('fetch/a'))
    })

    it('takes a lease back once only', async () => {
      const coordination = await open()
      const first = await coordination.acquire('k')
      await first?.[Symbol.asyncDispose]()
      const second = await coordination.acquire('k')
      await first?.[Symbol.asyncDispose]()
      assert.equal(await coordination.acquire('k'), undefined)
      await second?.[Symbol.asyncDispose]()
    })

    it('tells which keys are held', async () => {
      const coordination = await open()
      const leases = [await coordination.acquire('fetch/a'), await coordination.acquire('fetch/b')]
      await coordination.acquire('sweep')
      assert.deepEqual((await coordination.held('fetch/')).toSorted(), ['fetch/a', 'fetch/b'])
      await leases[0]?.[Symbol.asyncDispose]()
      assert.deepEqual(await coordination.held('fetch/'), ['fetch/b'])
      assert.deepEqual(await coordination.held('none'), [])
    })
  })
}
