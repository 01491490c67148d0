import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { dayOfDate, weekdayOf } from '../../../../src/exchange/agreements/calendar-day.ts'
import {
  holidayOf,
  isPublicHoliday,
  isWorkingDay,
} from '../../../../src/exchange/agreements/swedish-holidays.ts'

function named(year: number): string[] {
  const found: string[] = []
  for (let day = dayOfDate(`${year}-01-01`); day <= dayOfDate(`${year}-12-31`); day++) {
    const holiday = holidayOf(day)
    if (holiday === undefined) continue
    const date = new Date(day * 86_400_000).toISOString().slice(0, 10)
    found.push(`${date} ${holiday.name.sv}${holiday.kind === 'eve' ? ' (afton)' : ''}`)
  }
  return found
}

test('the holidays and eves of 2026', () => {
  assert.deepEqual(named(2026), [
    '2026-01-01 nyårsdagen',
    '2026-01-06 trettondedag jul',
    '2026-04-03 långfredagen',
    '2026-04-05 påskdagen',
    '2026-04-06 annandag påsk',
    '2026-05-01 första maj',
    '2026-05-14 Kristi himmelsfärdsdag',
    '2026-05-24 pingstdagen',
    '2026-06-06 nationaldagen',
    '2026-06-19 midsommarafton (afton)',
    '2026-06-20 midsommardagen',
    '2026-10-31 alla helgons dag',
    '2026-12-24 julafton (afton)',
    '2026-12-25 juldagen',
    '2026-12-26 annandag jul',
    '2026-12-31 nyårsafton (afton)',
  ])
})

test('the movable ones of a leap year', () => {
  const movable = named(2028).filter((name) => /påsk|himmel|pingst|midsommar|helgon|lång/.test(name))
  assert.deepEqual(movable, [
    '2028-04-14 långfredagen',
    '2028-04-16 påskdagen',
    '2028-04-17 annandag påsk',
    '2028-05-25 Kristi himmelsfärdsdag',
    '2028-06-04 pingstdagen',
    '2028-06-23 midsommarafton (afton)',
    '2028-06-24 midsommardagen',
    '2028-11-04 alla helgons dag',
  ])
})

test('Easter Days, the earliest and the latest too', () => {
  const days = [
    '1818-03-22',
    '2000-04-23',
    '2008-03-23',
    '2011-04-24',
    '2024-03-31',
    '2027-03-28',
    '2038-04-25',
  ]
  for (const day of days) assert.equal(holidayOf(dayOfDate(day))?.name.sv, 'påskdagen', day)
})

const kinds: readonly (readonly [date: string, working: boolean, holiday: boolean])[] = [
  ['2026-03-11', true, false],
  ['2026-03-14', false, false],
  ['2026-03-15', false, true],
  ['2026-04-02', true, false],
  ['2026-04-03', false, true],
  ['2026-04-04', false, false],
  ['2026-04-06', false, true],
  ['2026-06-05', true, false],
  ['2026-06-06', false, true],
  ['2026-06-19', false, false],
  ['2026-12-24', false, false],
  ['2026-12-31', false, false],
  ['2028-02-29', true, false],
]
for (const [date, working, holiday] of kinds) {
  test(`${date} is ${working ? 'a' : 'no'} working day and ${holiday ? 'a' : 'no'} public holiday`, () => {
    assert.equal(isWorkingDay(dayOfDate(date)), working)
    assert.equal(isPublicHoliday(dayOfDate(date)), holiday)
  })
}

test('in every year Easter falls on a Sunday from March 22 to April 25, and Midsummer on a Saturday in June', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1900, max: 2299 }), (year) => {
      const found = named(year)
      const easter = found.find((name) => name.endsWith(' påskdagen'))?.slice(0, 10) ?? ''
      assert.equal(weekdayOf(dayOfDate(easter)), 7)
      assert.ok(easter >= `${year}-03-22` && easter <= `${year}-04-25`, easter)
      const midsummer = found.find((name) => name.endsWith(' midsommardagen'))?.slice(0, 10) ?? ''
      assert.equal(weekdayOf(dayOfDate(midsummer)), 6)
      assert.ok(midsummer >= `${year}-06-20` && midsummer <= `${year}-06-26`, midsummer)
    }),
    { numRuns: 50 },
  )
})
