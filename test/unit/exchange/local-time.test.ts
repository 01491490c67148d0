import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { localTime } from '../../../src/exchange/local-time.ts'

const stockholm = localTime('Europe/Stockholm')

test('a summer and a winter moment have the offsets of Stockholm', () => {
  assert.equal(stockholm.format(Date.UTC(2026, 6, 1, 10, 0, 0)), '2026-07-01T12:00:00')
  assert.equal(stockholm.formatWithZone(Date.UTC(2026, 6, 1, 10, 0, 0)), '2026-07-01T12:00:00+02:00')
  assert.equal(stockholm.formatWithZone(Date.UTC(2026, 0, 1, 10, 0, 0)), '2026-01-01T11:00:00+01:00')
})

test('the offset changes in the very second of the change', () => {
  const change = Date.UTC(2026, 2, 29, 1, 0, 0)
  assert.equal(stockholm.format(change - 1000), '2026-03-29T01:59:59')
  assert.equal(stockholm.format(change), '2026-03-29T03:00:00')
})

test('a zone west of Greenwich has a negative offset', () => {
  assert.equal(localTime('America/Caracas').formatWithZone(Date.UTC(2026, 0, 1)), '2025-12-31T20:00:00-04:00')
})

test('what was formatted is parsed to the same moment, but for the hour that comes twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
      const at = seconds * 1000
      const back = stockholm.parse(stockholm.format(at))
      assert.ok(back === at || Math.abs((back ?? 0) - at) === 3_600_000)
      assert.equal(stockholm.format(back ?? 0), stockholm.format(at))
    }),
  )
})

test('what is no date is not parsed', () => {
  for (const text of [
    '',
    '2026-01-01',
    '2026-13-01T00:00:00',
    '2026-02-30T00:00:00',
    '2026-01-01T00:00:00Z',
    '2026-01-01 00:00:00',
  ]) {
    assert.equal(stockholm.parse(text), undefined, text)
  }
})

test('of a time of day that comes twice, the first is meant', () => {
  const first = Date.UTC(2026, 9, 25, 0, 40)
  assert.equal(stockholm.format(first), '2026-10-25T02:40:00')
  assert.equal(stockholm.format(first + 3_600_000), '2026-10-25T02:40:00')
  assert.equal(stockholm.parse('2026-10-25T02:40:00'), first)
})
