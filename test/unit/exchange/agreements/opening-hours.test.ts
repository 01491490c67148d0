import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Open, OpenTime } from '../../../../src/protocol/agreement/quality.ts'
import type { Schedule } from '../../../../src/protocol/agreement/schedule.ts'
import { openingOf, usualHours } from '../../../../src/exchange/agreements/opening-hours.ts'
import { wallClock } from '../../../../src/exchange/agreements/wall-clock.ts'
import { zones } from '../../../../src/exchange/agreements/zone.ts'
import { at, open, stockholm } from './samples.ts'

interface Terms {
  readonly schedule?: Schedule
  readonly open?: Open
}

const zoneOf = zones()
const clock = wallClock(zoneOf(undefined).time)

function opens(terms: Terms, moment: string): string | undefined {
  const opening = openingOf(terms, usualHours, clock)
  return opening === undefined ? moment : stockholm(opening.opensAt(at(moment)))
}

function schedule(more: Partial<Schedule> = {}): Schedule {
  return { interval: { day: 1 }, ...more }
}

function times(...pairs: readonly (readonly [string, string])[]): readonly OpenTime[] {
  return pairs.map(([start, stop]) => ({ start, stop }))
}

const workOffice: Terms = { open: open({ day: 'work', hours: 'office' }) }
const workNight: Terms = { open: open({ day: 'work', hours: 'night' }) }
const everyNight: Terms = { open: open({ hours: 'night' }) }
const holidays: Terms = { open: open({ day: 'public-holiday' }) }
const weekend: Terms = { open: open({ day: 'weekend' }) }
const twice: Terms = { open: open({ times: times(['13:00', '15:30:30'], ['08:00', '12:00']) }) }
const small: Terms = { open: open({ times: times(['02:15', '02:45']) }) }

const same = undefined
const rows: readonly (readonly [title: string, terms: Terms, moment: string, opens: string | undefined])[] = [
  ['always open', { open: open() }, '2026-03-11T03:00:00+01:00', same],
  ['a schedule without dates and times', { schedule: schedule() }, '2026-03-11T03:00:00+01:00', same],

  ['office hours, before', workOffice, '2026-03-11T07:59:59+01:00', '2026-03-11T08:00:00+01:00'],
  ['office hours, at opening', workOffice, '2026-03-11T08:00:00+01:00', same],
  ['office hours, last second', workOffice, '2026-03-11T16:59:59+01:00', same],
  ['office hours, at closing', workOffice, '2026-03-11T17:00:00+01:00', '2026-03-12T08:00:00+01:00'],
  ['Friday evening', workOffice, '2026-03-13T17:00:00+01:00', '2026-03-16T08:00:00+01:00'],
  ['over the change to summer time', workOffice, '2026-03-27T17:00:00+01:00', '2026-03-30T08:00:00+02:00'],
  ['over the change to winter time', workOffice, '2026-10-23T17:00:00+02:00', '2026-10-26T08:00:00+01:00'],
  ['Maundy Thursday is a working day', workOffice, '2026-04-02T16:00:00+02:00', same],
  ['over Easter', workOffice, '2026-04-02T17:00:00+02:00', '2026-04-07T08:00:00+02:00'],
  ['over May Day', workOffice, '2026-04-30T18:00:00+02:00', '2026-05-04T08:00:00+02:00'],
  ['Ascension Day', workOffice, '2026-05-14T10:00:00+02:00', '2026-05-15T08:00:00+02:00'],
  ['over Midsummer', workOffice, '2026-06-18T17:00:00+02:00', '2026-06-22T08:00:00+02:00'],
  ['over Christmas', workOffice, '2026-12-23T17:00:00+01:00', '2026-12-28T08:00:00+01:00'],
  ["over New Year's", workOffice, '2026-12-30T17:00:00+01:00', '2027-01-04T08:00:00+01:00'],
  ['leap day', workOffice, '2028-02-28T17:00:00+01:00', '2028-02-29T08:00:00+01:00'],
  ['after the leap day', workOffice, '2028-02-29T17:00:00+01:00', '2028-03-01T08:00:00+01:00'],
  ['asked from another zone', workOffice, '2026-03-11T06:59:59Z', '2026-03-11T08:00:00+01:00'],

  [
    'extended hours',
    { open: open({ hours: 'extended' }) },
    '2026-03-15T22:00:00+01:00',
    '2026-03-16T06:00:00+01:00',
  ],
  ['night, in the day', everyNight, '2026-03-11T06:00:00+01:00', '2026-03-11T22:00:00+01:00'],
  ['night, before midnight', everyNight, '2026-03-11T23:59:59+01:00', same],
  ['night, at midnight', everyNight, '2026-03-12T00:00:00+01:00', same],
  ['night, last second', everyNight, '2026-03-12T05:59:59+01:00', same],
  ['the night of the change forward', everyNight, '2026-03-29T03:00:00+02:00', same],
  ['its end', everyNight, '2026-03-29T06:00:00+02:00', '2026-03-29T22:00:00+02:00'],
  ['the night of the change back', everyNight, '2026-10-25T02:30:00+01:00', same],
  ['its last second', everyNight, '2026-10-25T05:59:59+01:00', same],
  ['the night that begins on Friday goes on', workNight, '2026-03-14T05:00:00+01:00', same],
  ['no night begins on Saturday', workNight, '2026-03-14T06:00:00+01:00', '2026-03-16T22:00:00+01:00'],
  ['Monday morning belongs to Sunday', workNight, '2026-03-16T05:00:00+01:00', '2026-03-16T22:00:00+01:00'],

  ['weekend, on Friday', weekend, '2026-03-13T12:00:00+01:00', '2026-03-14T00:00:00+01:00'],
  ['weekend, Sunday night', weekend, '2026-03-15T23:59:59+01:00', same],
  ['weekend, Monday', weekend, '2026-03-16T00:00:00+01:00', '2026-03-21T00:00:00+01:00'],
  ['weekend, a Good Friday', weekend, '2026-04-03T12:00:00+02:00', '2026-04-04T00:00:00+02:00'],
  ['public holidays, a Sunday', holidays, '2026-03-15T12:00:00+01:00', same],
  ['public holidays, a Saturday', holidays, '2026-03-14T12:00:00+01:00', '2026-03-15T00:00:00+01:00'],
  ['public holidays, Christmas Eve', holidays, '2026-12-24T12:00:00+01:00', '2026-12-25T00:00:00+01:00'],
  ['public holidays, after Boxing Day', holidays, '2026-12-28T12:00:00+01:00', '2027-01-01T00:00:00+01:00'],

  ['times of its own', twice, '2026-03-11T12:00:00+01:00', '2026-03-11T13:00:00+01:00'],
  ['the later of them', twice, '2026-03-11T15:30:29+01:00', same],
  ['after them', twice, '2026-03-11T15:30:30+01:00', '2026-03-12T08:00:00+01:00'],
  [
    'times of its own go before named hours',
    { open: open({ hours: 'night', times: times(['08:00', '09:00']) }) },
    '2026-03-11T23:00:00+01:00',
    '2026-03-12T08:00:00+01:00',
  ],
  [
    'from a time to the same one is the day round',
    { open: open({ day: 'weekend', times: times(['08:00', '08:00']) }) },
    '2026-03-16T07:59:59+01:00',
    same,
  ],
  [
    'open up to 24:00',
    { open: open({ times: times(['20:00', '24:00']) }) },
    '2026-03-11T23:59:59+01:00',
    same,
  ],
  [
    'closed from 24:00',
    { open: open({ times: times(['20:00', '24:00']) }) },
    '2026-03-12T00:00:00+01:00',
    '2026-03-12T20:00:00+01:00',
  ],
  [
    'hours that the change forward leaves out',
    small,
    '2026-03-29T00:00:00+01:00',
    '2026-03-30T02:15:00+02:00',
  ],
  ['hours that the change back has twice', small, '2026-10-25T00:00:00+02:00', '2026-10-25T02:15:00+02:00'],
  ['between the two', small, '2026-10-25T02:50:00+02:00', same],
  ['the second of them', small, '2026-10-25T02:44:59+01:00', same],
  ['after both', small, '2026-10-25T02:45:00+01:00', '2026-10-26T02:15:00+01:00'],

  [
    'before a schedule',
    { schedule: schedule({ startDate: '2027-01-01' }) },
    '2025-03-11T12:00:00+01:00',
    '2027-01-01T00:00:00+01:00',
  ],
  [
    'the last day of a schedule',
    { schedule: schedule({ stopDate: '2026-03-11' }) },
    '2026-03-11T23:59:59+01:00',
    same,
  ],
  [
    'after a schedule',
    { schedule: schedule({ stopDate: '2026-03-11' }) },
    '2026-03-12T00:00:00+01:00',
    undefined,
  ],
  [
    'a schedule from a time on',
    { schedule: schedule({ startTime: '08:00' }) },
    '2026-03-11T05:00:00+01:00',
    '2026-03-11T08:00:00+01:00',
  ],
  [
    'a schedule up to a time',
    { schedule: schedule({ stopTime: '08:00' }) },
    '2026-03-11T08:00:00+01:00',
    '2026-03-12T00:00:00+01:00',
  ],
  [
    'schedule and opening hours together',
    { schedule: schedule({ startTime: '16:00', stopTime: '20:00' }), ...workOffice },
    '2026-03-13T17:00:00+01:00',
    '2026-03-16T16:00:00+01:00',
  ],
  [
    'schedule and opening hours that never meet',
    { schedule: schedule({ startTime: '18:00', stopTime: '20:00' }), ...workOffice },
    '2026-03-13T17:00:00+01:00',
    undefined,
  ],
]

for (const [title, terms, moment, wanted] of rows) {
  const isOpen = wanted === same && !/after a schedule|never meet/.test(title)
  test(`${title}: ${moment} ${isOpen ? 'is open' : `opens ${wanted ?? 'never'}`}`, () => {
    const found = opens(terms, moment)
    assert.equal(found === undefined ? undefined : at(found), isOpen ? at(moment) : wanted && at(wanted))
  })
}

test('the zone is the schedule’s, and Swedish time where there is none of that name', () => {
  assert.equal(zoneOf('Europe/Helsinki').name, 'Europe/Helsinki')
  for (const name of [undefined, '', '  ', 'Svensk tid']) assert.equal(zoneOf(name).name, 'Europe/Stockholm')
  assert.equal(zoneOf('Europe/Helsinki'), zoneOf('Europe/Helsinki'))
  const opening = openingOf(workOffice, usualHours, wallClock(zoneOf('Europe/Helsinki').time))
  assert.equal(stockholm(opening?.opensAt(at('2026-03-11T06:00:00+01:00'))), '2026-03-11T07:00:00+01:00')
})

const timeOfDay = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minutes) => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
})
const anyTerms = fc.record(
  {
    open: fc.record({
      day: fc.constantFrom('every' as const, 'work' as const, 'weekend' as const, 'public-holiday' as const),
      hours: fc.constantFrom('all' as const, 'office' as const, 'extended' as const, 'night' as const),
      times: fc.array(fc.record({ start: timeOfDay, stop: timeOfDay }), { maxLength: 2 }),
    }),
    schedule: fc.record({ interval: fc.constant({}), startTime: timeOfDay, stopTime: timeOfDay }),
  },
  { requiredKeys: [] },
)
const anyMoment = fc.integer({ min: at('2025-12-01T00:00:00Z'), max: at('2027-02-01T00:00:00Z') })

test('the next opening is open, and nothing before it is', () => {
  fc.assert(
    fc.property(
      anyTerms,
      anyMoment,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (terms, now, part) => {
        const ask = (moment: number): number | undefined => {
          const opening = openingOf(terms, usualHours, clock)
          return opening === undefined ? moment : opening.opensAt(moment)
        }
        const next = ask(now)
        if (next === undefined) return
        assert.ok(next >= now)
        assert.equal(ask(next), next)
        const between = Math.floor(now + part * (next - now))
        if (between < next) assert.equal(ask(between), next)
      },
    ),
    { numRuns: 60 },
  )
})

test('an opening answers the same whatever it was asked before', () => {
  fc.assert(
    fc.property(anyTerms, fc.array(anyMoment, { minLength: 2, maxLength: 4 }), (terms, moments) => {
      const kept = openingOf(terms, usualHours, clock)
      for (const moment of moments) {
        const fresh = openingOf(terms, usualHours, clock)
        assert.equal(kept?.opensAt(moment), fresh?.opensAt(moment))
      }
    }),
    { numRuns: 60 },
  )
})
