import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/node/config/value-types.ts'

test('an address is read as people write it, and kept as labels write it', () => {
  for (const [written, kept] of [
    ['2021000001', '2021000001'],
    ['202100-0001', '2021000001'],
    ['16202100-0001.Kontor-1.a', '2021000001.Kontor-1.a'],
    ['urn:X-shs:202100-0001.sjuk', '2021000001.sjuk'],
    ['202100-0002', undefined],
    ['20210-00001', undefined],
    ['202100-0001.', undefined],
  ] as const)
    assert.equal(address.parse(written, '.'), kept, written)
})

test('of an address with a wrong check digit that is said, of anything else nothing', () => {
  assert.equal(address.nearly?.('2021000002.sjuk')?.en, 'The check digit of 202100-0002 is wrong.')
  assert.equal(address.nearly?.('Kontoret'), undefined)
})
