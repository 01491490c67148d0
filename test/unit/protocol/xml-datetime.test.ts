import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parseDatetime } from '../../../src/protocol/datetime.ts'
import { datetime } from './xml-arbitraries.ts'

test('every date and time that exists is read as it stands, and without its fraction and zone', () => {
  fc.assert(
    fc.property(
      datetime,
      fc.constantFrom('', '.1', ',123456789'),
      fc.constantFrom('', 'Z', '+01:00', '-0330'),
      (text, fraction, zone) => {
        assert.equal(parseDatetime(text), text)
        assert.equal(parseDatetime(` ${text}${fraction}${zone}\n`), text)
      },
    ),
  )
})

test('29 February is in leap years only', () => {
  for (const year of [1904, 2000, 2024]) assert.ok(parseDatetime(`${year}-02-29T00:00:00`))
  for (const year of [1900, 2100, 2023]) assert.equal(parseDatetime(`${year}-02-29T00:00:00`), undefined)
})

test('no such day or time, or another form', () => {
  const texts = [
    '',
    '2025-01-00T00:00:00',
    '2025-00-01T00:00:00',
    '2025-13-01T00:00:00',
    '2025-04-31T00:00:00',
    '2025-01-01T24:00:00',
    '2025-01-01T00:60:00',
    '2025-01-01T00:00:60',
    '2025-01-01 00:00:00',
    '2025-01-01t00:00:00',
    '25-01-01T00:00:00',
    '2025-1-01T00:00:00',
    '2025-01-01T00:00',
    '2025-01-01T00:00:0x',
    '2025-01-01T00:00:00.',
    '2025-01-01T00:00:00+1',
    '2025-01-01T00:00:00 UTC',
    '2025/01/01T00:00:00',
  ]
  for (const text of texts) assert.equal(parseDatetime(text), undefined, text)
})
