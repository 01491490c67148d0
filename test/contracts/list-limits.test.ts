import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localTime } from '../../src/exchange/local-time.ts'
import { Refusal } from '../../src/exchange/refusal.ts'
import { conditionsOf } from '../../src/surfaces/delivery-service/conditions.ts'
import { plainList } from './messages.ts'
import { sqlitePlace } from './sqlite-place.ts'

const conditions = (query: string) =>
  conditionsOf(new URLSearchParams(query), undefined, localTime('Europe/Stockholm'))
const meta = (count: number) => Array.from({ length: count }, (_, index) => `meta-a${index}=x`).join('&')
const products = (count: number) =>
  `producttype=${Array.from({ length: count }, (_, index) => `p${index}`).join(',')}`

test('the store answers the most conditions that a list may have, sorted or not', async () => {
  await using place = await sqlitePlace()
  await using store = await place.open()
  for (const sort of ['', '&sortattribute=subject']) {
    const query = plainList(conditions(`${meta(20)}&metaname=a&${products(100)}${sort}`))
    assert.deepEqual((await Array.fromAsync(store.messageLog.list(query))).flat(), [])
  }
})

for (const [name, query, limit] of [
  ['meta pairs', meta(21), 20],
  ['meta pairs by far', meta(1100), 20],
  ['product types', products(101), 100],
  ['product types in conditions of their own', `${products(60)}&${products(60)}`, 100],
] as const) {
  test(`too many ${name} are refused in words that name the limit`, () => {
    assert.throws(
      () => conditions(query),
      (error) =>
        error instanceof Refusal &&
        error.kind === 'badRequest' &&
        error.code === 'IllegalCondition' &&
        error.words.en.includes(`at most ${limit} `) &&
        error.words.sv.includes(`högst ${limit} `),
    )
  })
}
