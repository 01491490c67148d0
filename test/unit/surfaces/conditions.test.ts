import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localTime } from '../../../src/exchange/local-time.ts'
import { Refusal } from '../../../src/exchange/refusal.ts'
import { conditionsOf } from '../../../src/surfaces/delivery-service/conditions.ts'

const time = localTime('Europe/Stockholm')
const parse = (query: string, product?: string): ReturnType<typeof conditionsOf> =>
  conditionsOf(new URLSearchParams(query), product, time)

/** The conditions that were given. */
const given = (query: string, product?: string): object =>
  Object.fromEntries(Object.entries(parse(query, product)).filter(([, value]) => value !== undefined))

test('nothing asked: 200 production messages that wait, oldest first', () => {
  assert.deepEqual(given(''), { status: 'production', waiting: 'plain', maxHits: 200, newestFirst: false })
})

test('every condition of the specification is read, URN prefixes and capitals do not matter', () => {
  const uuid = '5C1E0000-0000-4000-8000-000000000001'
  assert.deepEqual(
    given(
      `filter=noack&producttype=urn:x-shs:${uuid},confirm&status=test&originator=URN:X-SHS:Anna&endrecipient=e` +
        '&corrid=c&contentid=k&sequencetype=EVENT&metaname=m&metavalue=v&meta-Ort=%C3%96&since=2026-01-01T00:00:00' +
        '&maxhits=5&sortattribute=-corrid&arrivalorder=descending',
    ),
    {
      status: 'test',
      waiting: 'noack',
      maxHits: 5,
      products: [uuid.toLowerCase(), 'confirm'],
      originator: 'Anna',
      endRecipient: 'e',
      corrId: 'c',
      contentId: 'k',
      sequenceType: 'event',
      metaName: 'm',
      metaValue: 'v',
      meta: [{ name: 'Ort', value: 'Ö' }],
      since: Date.UTC(2025, 11, 31, 23),
      sort: { by: 'corrid', descending: true },
      newestFirst: true,
    },
  )
})

test('a product in the path counts for more than one in the query', () => {
  assert.deepEqual(parse('producttype=confirm', 'error').products, ['error'])
})

test('sorting by a meta keeps the letter case of its name', () => {
  assert.deepEqual(parse('sortattribute=meta-Ort&sortorder=desc').sort, {
    by: { meta: 'Ort' },
    descending: true,
  })
})

for (const query of [
  'filter=all',
  'status=live',
  'sequencetype=letter',
  'since=yesterday',
  'since=2026-13-01T00:00:00',
  'maxhits=0',
  'maxhits=-1',
  'maxhits=many',
  'sortattribute=size',
  'sortorder=up',
  'arrivalorder=up',
]) {
  test(`${query} is refused in words that name it`, () => {
    assert.throws(
      () => parse(query),
      (error) =>
        error instanceof Refusal && error.kind === 'badRequest' && error.words.en.startsWith(`${query}: `),
    )
  })
}

test('an unknown condition is ignored, and no number of hits goes over a million', () => {
  assert.equal(parse('colour=red&maxhits=9999999').maxHits, 1_000_000)
})
