import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { localTime } from '../../../../src/exchange/local-time.ts'
import { dayOfDate } from '../../../../src/exchange/agreements/calendar-day.ts'
import { wallClock } from '../../../../src/exchange/agreements/wall-clock.ts'

const time = localTime('Europe/Stockholm')
const clock = wallClock(time)
const hour = 3600

const rows: readonly (readonly [date: string, seconds: number, first: string, last: string])[] = [
  ['2026-01-15', 8 * hour, '2026-01-15T08:00:00+01:00', '2026-01-15T08:00:00+01:00'],
  ['2026-07-15', 8 * hour, '2026-07-15T08:00:00+02:00', '2026-07-15T08:00:00+02:00'],
  ['2026-07-15', 24 * hour, '2026-07-16T00:00:00+02:00', '2026-07-16T00:00:00+02:00'],
  // The clock is put forward from 02:00 to 03:00.
  ['2026-03-29', 2 * hour - 1, '2026-03-29T01:59:59+01:00', '2026-03-29T01:59:59+01:00'],
  ['2026-03-29', 2 * hour, '2026-03-29T03:00:00+02:00', '2026-03-29T03:00:00+02:00'],
  ['2026-03-29', 2.5 * hour, '2026-03-29T03:00:00+02:00', '2026-03-29T03:00:00+02:00'],
  ['2026-03-29', 3 * hour, '2026-03-29T03:00:00+02:00', '2026-03-29T03:00:00+02:00'],
  ['2026-03-28', 30 * hour, '2026-03-29T06:00:00+02:00', '2026-03-29T06:00:00+02:00'],
  // And back from 03:00 to 02:00.
  ['2026-10-25', 2 * hour - 1, '2026-10-25T01:59:59+02:00', '2026-10-25T01:59:59+02:00'],
  ['2026-10-25', 2 * hour, '2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00'],
  ['2026-10-25', 2.5 * hour, '2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00'],
  ['2026-10-25', 3 * hour, '2026-10-25T03:00:00+01:00', '2026-10-25T03:00:00+01:00'],
]
for (const [date, seconds, first, last] of rows) {
  test(`${date} plus ${seconds / hour} h is ${first}`, () => {
    assert.equal(time.formatWithZone(clock.first(dayOfDate(date), seconds)), first)
    assert.equal(time.formatWithZone(clock.last(dayOfDate(date), seconds)), last)
  })
}

test('a zone with half an hour of summer time has its own change', () => {
  const lordHowe = localTime('Australia/Lord_Howe')
  const there = wallClock(lordHowe)
  const day = dayOfDate('2026-10-04')
  assert.equal(lordHowe.formatWithZone(there.first(day, 2.25 * hour)), '2026-10-04T02:30:00+11:00')
})

test('every moment is the first or the last that shows its time, or between', () => {
  for (const name of ['Europe/Stockholm', 'America/New_York', 'Asia/Kathmandu']) {
    const time = localTime(name)
    const clock = wallClock(time)
    fc.assert(
      fc.property(fc.integer({ min: 946_684_800, max: 2_000_000_000 }), (seconds) => {
        const moment = seconds * 1000
        const shown = time.format(moment)
        const day = clock.dayAt(moment)
        assert.equal(day, dayOfDate(shown.slice(0, 10)))
        const since = Date.parse(`${shown}Z`) / 1000 - day * 86_400
        assert.ok([clock.first(day, since), clock.last(day, since)].includes(moment))
      }),
    )
  }
})
