import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  formatUrn,
  isSpecialProduct,
  isUuid,
  maxInternalPart,
  parseAddress,
  parseProductId,
  parseUrn,
  withoutUrnPrefix,
} from '../../../src/protocol/urn.ts'

test('a URN is its prefix and its value, read in any case and bare', () => {
  fc.assert(
    fc.property(
      fc
        .string()
        .map((text) => text.trim())
        .filter((text) => !/^urn:x-shs:/i.test(text)),
      (value) => {
        assert.equal(parseUrn(formatUrn(value)), value)
        assert.equal(parseUrn(value), value)
        assert.equal(parseUrn(` URN:x-SHS:${value}\n`), value)
      },
    ),
  )
  assert.equal(formatUrn('2120000456'), 'urn:X-shs:2120000456')
  assert.equal(parseUrn('urn%3AX-shs%3A1'), 'urn%3AX-shs%3A1')
})

test('free text loses a URN prefix and nothing else', () => {
  assert.equal(withoutUrnPrefix('urn:x-shs:Åsa '), 'Åsa')
  assert.equal(withoutUrnPrefix('\n Urn:X-Shs:Åsa'), 'Åsa')
  assert.equal(withoutUrnPrefix(' Åsa urn:X-shs:'), ' Åsa urn:X-shs:')
})

test('a UUID has 36 characters, of any version and case', () => {
  fc.assert(fc.property(fc.uuid(), (uuid) => isUuid(uuid) && isUuid(uuid.toUpperCase())))
  assert.equal(isUuid('00000000-0000-0000-0000-000000000000'), true)
  for (const text of [
    '',
    'x',
    '{00000000-0000-0000-0000-00000000000}',
    '00000000-0000-0000-0000-00000000000g',
    '000000000000-0000-0000-0000-00000000',
  ]) {
    assert.equal(isUuid(text), false, text)
  }
})

test('a product id is a UUID or a special id, in lower case', () => {
  assert.equal(
    parseProductId('urn:X-shs:A3B1C2D4-0000-4000-8000-1234567890AB'),
    'a3b1c2d4-0000-4000-8000-1234567890ab',
  )
  assert.equal(parseProductId('Confirm'), 'confirm')
  assert.equal(parseProductId(' urn:x-shs:error\n'), 'error')
  assert.equal(parseProductId('agreement'), 'agreement')
  for (const text of ['', 'urn:X-shs:', 'confirms', 'ping', 'urn:other:confirm'])
    assert.equal(parseProductId(text), undefined, text)
  assert.equal(isSpecialProduct('agreement'), true)
  assert.equal(isSpecialProduct('Agreement'), false)
})

test('an address is an actor, and after the first dot its own part', () => {
  assert.deepEqual(parseAddress('2120000456'), { actor: '2120000456' })
  assert.deepEqual(parseAddress(' urn:x-shs:2120000456.lön.a-b '), {
    actor: '2120000456',
    internal: 'lön.a-b',
  })
  assert.deepEqual(
    parseAddress(`2120000456.${'a'.repeat(maxInternalPart)}`)?.internal?.length,
    maxInternalPart,
  )
})

test('what is no address: other digits, an empty or a broken internal part', () => {
  const texts = [
    '',
    '212000045',
    '21200004567',
    '162120000456',
    '212000-0456',
    '２１２００００４５６',
    '2120000456.',
    '2120000456,a',
    '2120000456/a',
    '2120000456.a/b',
    '2120000456.a\\b',
    '2120000456.a b',
    '2120000456.a\u0000b',
    '2120000456.a\u2028b',
    '2120000456.a\u00a0b',
    '2120000456.\u007f',
    `2120000456.${'a'.repeat(maxInternalPart + 1)}`,
  ]
  for (const text of texts) assert.equal(parseAddress(text), undefined, JSON.stringify(text))
})
