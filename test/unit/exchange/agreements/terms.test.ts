import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { ShsAgreement } from '../../../../src/protocol/agreement/agreement.ts'
import type { Quality } from '../../../../src/protocol/agreement/quality.ts'
import type { Decision } from '../../../../src/exchange/agreements/decision.ts'
import type { LocalAgreement } from '../../../../src/exchange/agreements/known-agreement.ts'
import { mayPass } from '../../../../src/exchange/agreements/may-pass.ts'
import { overVolume, peakMemory, type Transfer } from '../../../../src/exchange/agreements/terms.ts'
import { at, local, open, quality, question, stockholm, uuid, wednesday } from './samples.ts'

const average = { numberPer: 1, period: 'day' } as const
const synch = { transferType: 'synch', sequenceType: 'request' } as const
const saturday = at('2026-03-14T12:00:00+01:00')

interface Sent {
  readonly now?: number
  readonly bytes?: number
  readonly earlier?: readonly Transfer[]
  readonly asked?: Parameters<typeof question>[0]
}

function send(
  agreement: LocalAgreement,
  { now = wednesday, bytes, earlier = [], asked }: Sent = {},
): Decision {
  return mayPass(
    question(asked),
    { local: [agreement], published: [] },
    { now, ...(bytes !== undefined && { bytes }), earlier: new Map([[uuid, earlier]]) },
  )
}

function told(decision: Decision): string {
  switch (decision.outcome) {
    case 'allowed':
      return ['allowed', ...decision.warnings.map(({ rule }) => rule)].join(' ')
    case 'held':
      return `held ${decision.rule} until ${stockholm(decision.until)}`
    case 'refused':
      return `refused ${decision.code} ${decision.rule}${decision.again === undefined ? '' : ` until ${stockholm(decision.again)}`}`
  }
}

function withQuality(more: Partial<Quality>, rest: Partial<ShsAgreement> = {}): LocalAgreement {
  return local({ ...rest, quality: quality(more) })
}

describe('outside opening hours', () => {
  const office = { open: open({ day: 'work', hours: 'office' }) } as const

  it('an asynchronous message waits until the next opening', () => {
    const decision = send(withQuality(office), { now: saturday })
    assert.equal(told(decision), 'held closed until 2026-03-16T08:00:00+01:00')
    assert.deepEqual(decision.fact, {
      rule: 'closed',
      opensAt: '2026-03-16T08:00:00+01:00',
      zone: 'Europe/Stockholm',
    })
  })

  it('a synchronous one is refused, with the next opening', () => {
    const decision = send(withQuality(office), { now: saturday, asked: synch })
    assert.equal(told(decision), 'refused IllegalAgreement closed until 2026-03-16T08:00:00+01:00')
  })

  it('the day is named where the law names it', () => {
    const { fact } = send(withQuality(office), { now: at('2026-06-19T12:00:00+02:00') })
    assert.deepEqual(fact.rule === 'closed' && fact.today, { sv: 'midsommarafton', en: 'Midsummer Eve' })
  })

  it('within them nothing is held', () => {
    assert.equal(told(send(withQuality(office))), 'allowed')
  })

  it('the hours are those of the zone of the schedule', () => {
    const schedule = { interval: {}, timeZone: 'Europe/Helsinki' }
    const decision = send(withQuality(office, { schedule }), { now: saturday })
    assert.equal(told(decision), 'held closed until 2026-03-16T07:00:00+01:00')
    assert.equal(decision.fact.rule === 'closed' && decision.fact.opensAt, '2026-03-16T08:00:00+02:00')
  })

  it('what never opens again is refused at once', () => {
    const ended = { schedule: { interval: {}, stopDate: '2026-03-13' } }
    assert.equal(told(send(local(ended), { now: saturday })), 'refused IllegalAgreement never-open')
    assert.equal(
      told(send(local(ended), { now: saturday, asked: synch })),
      'refused IllegalAgreement never-open',
    )
  })
})

describe('a volume for one transfer', () => {
  const rows = [
    ['B', 500, 500],
    ['KB', 500, 512_000],
    ['MB', 2, 2_097_152],
    ['GB', 1, 1_073_741_824],
  ] as const
  for (const [unit, perTransfer, most] of rows) {
    it(`of ${perTransfer} ${unit} lets ${most} octets through and not one more`, () => {
      const agreement = withQuality({ volume: { perTransfer, unit, average } })
      assert.equal(told(send(agreement, { bytes: most })), 'allowed')
      const decision = send(agreement, { bytes: most + 1 })
      assert.equal(told(decision), 'refused IllegalAgreement volume')
      assert.deepEqual(decision.fact, { rule: 'volume', bytes: most + 1, most })
      assert.equal(overVolume(agreement, most), undefined)
      assert.equal(overVolume(agreement, most + 1)?.code, 'IllegalAgreement')
    })
  }

  it('lets through what has no known size yet, and everything where there is none', () => {
    assert.equal(told(send(withQuality({ volume: { perTransfer: 1, unit: 'B', average } }))), 'allowed')
    assert.equal(told(send(local(), { bytes: 1e12 })), 'allowed')
    assert.equal(overVolume(local(), 1e12), undefined)
  })

  it('goes before the opening hours, since waiting does not help', () => {
    const agreement = withQuality({
      open: open({ day: 'work' }),
      volume: { perTransfer: 1, unit: 'B', average },
    })
    assert.equal(told(send(agreement, { now: saturday, bytes: 2 })), 'refused IllegalAgreement volume')
  })
})

function before(minutes: number, bytes = 1): Transfer {
  return { at: wednesday - minutes * 60_000, bytes }
}

describe('a peak', () => {
  const threeAnHour = withQuality({ frequency: { average, peak: { numberPer: 3, period: 'hour' } } })
  const tenBytesAnHour = withQuality({
    volume: { perTransfer: 100, unit: 'B', average, peak: { numberPer: 10, period: 'hour' } },
  })

  it('of transfers holds the one too many until the oldest is a period old', () => {
    assert.equal(told(send(threeAnHour, { earlier: [before(50), before(10)] })), 'allowed')
    const decision = send(threeAnHour, { earlier: [before(50), before(10), before(5)] })
    assert.equal(told(decision), 'held peak-frequency until 2026-03-11T12:10:00+01:00')
    assert.deepEqual(decision.fact, {
      rule: 'peak-frequency',
      most: 3,
      period: 'hour',
      freeAt: '2026-03-11T12:10:00+01:00',
      zone: 'Europe/Stockholm',
    })
  })

  it('does not count what is a period old', () => {
    assert.equal(told(send(threeAnHour, { earlier: [before(60), before(10), before(5)] })), 'allowed')
  })

  it('that is passed already waits for as many as are too many', () => {
    const earlier = [before(50), before(40), before(30), before(20)]
    assert.equal(told(send(threeAnHour, { earlier })), 'held peak-frequency until 2026-03-11T12:20:00+01:00')
  })

  it('of volume holds until there is room', () => {
    const earlier = [before(50, 4), before(40, 4)]
    assert.equal(told(send(tenBytesAnHour, { earlier, bytes: 2 })), 'allowed')
    const decision = send(tenBytesAnHour, { earlier, bytes: 3 })
    assert.equal(told(decision), 'held peak-volume until 2026-03-11T12:10:00+01:00')
  })

  it('of volume lets one that is larger by itself go when nothing is before it', () => {
    assert.equal(told(send(tenBytesAnHour, { bytes: 50 })), 'allowed')
    assert.equal(
      told(send(tenBytesAnHour, { bytes: 50, earlier: [before(50), before(40)] })),
      'held peak-volume until 2026-03-11T12:20:00+01:00',
    )
  })

  it('refuses a synchronous request, since somebody waits for the answer', () => {
    const earlier = [before(50), before(10), before(5)]
    assert.equal(
      told(send(threeAnHour, { earlier, asked: synch })),
      'refused IllegalAgreement peak-frequency until 2026-03-11T12:10:00+01:00',
    )
  })

  it('that is free when it is closed waits for the opening', () => {
    const agreement = withQuality({
      open: open({ times: [{ start: '08:00', stop: '12:05' }] }),
      frequency: { average, peak: { numberPer: 1, period: 'hour' } },
    })
    assert.equal(
      told(send(agreement, { earlier: [before(30)] })),
      'held peak-frequency until 2026-03-12T08:00:00+01:00',
    )
  })

  it('of 0 is none', () => {
    const agreement = withQuality({ frequency: { average, peak: { numberPer: 0, period: 'hour' } } })
    assert.equal(told(send(agreement, { earlier: [before(1)] })), 'allowed')
    assert.equal(peakMemory(agreement), undefined)
  })

  it('says how far back it counts', () => {
    assert.equal(peakMemory(local()), undefined)
    assert.equal(peakMemory(withQuality({ frequency: { average } })), undefined)
    assert.equal(peakMemory(threeAnHour), 3_600_000)
    const both = withQuality({
      volume: { perTransfer: 1, unit: 'B', average, peak: { numberPer: 1, period: 'week' } },
      frequency: { average, peak: { numberPer: 1, period: 'sec' } },
    })
    assert.equal(peakMemory(both), 7 * 86_400_000)
  })

  it('is never passed by messages that keep to its answers', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 30 * 60_000 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(gaps, (waits) => {
        const earlier: Transfer[] = []
        let now = wednesday
        for (const wait of waits) {
          now += wait
          const decision = send(threeAnHour, { now, earlier })
          if (decision.outcome === 'held') {
            assert.ok(decision.until > now)
            now = decision.until
            assert.equal(told(send(threeAnHour, { now, earlier })), 'allowed')
          }
          earlier.push({ at: now, bytes: 1 })
          assert.ok(earlier.filter((one) => one.at > now - 3_600_000).length <= 3)
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('an agreement that warns', () => {
  it('lets through what its terms are against, and says so', () => {
    const agreement = local(
      { quality: quality({ open: open({ day: 'work' }), volume: { perTransfer: 1, unit: 'B', average } }) },
      'warn',
    )
    assert.equal(told(send(agreement)), 'allowed')
    assert.equal(told(send(agreement, { now: saturday })), 'allowed closed')
    assert.equal(told(send(agreement, { bytes: 2 })), 'allowed volume')
  })

  it('refuses what does not match all the same', () => {
    const agreement = local({ valid: { from: '2030-01-01' } }, 'warn')
    assert.equal(told(send(agreement)), 'refused MissingAgreement no-agreement')
  })
})
