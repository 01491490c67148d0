import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type RetrySchedule, retryAt } from '../../../../src/exchange/deliver/retry.ts'

const minute = 60_000
const schedule: RetrySchedule = {
  steps: [minute, 5 * minute, 5 * minute, 60 * minute],
  giveUpAfter: 5 * 60 * minute,
}
const middle = 0.5

describe('when a delivery is tried again', () => {
  it('goes by the steps, and repeats the last', () => {
    const waits = [1, 2, 3, 4, 5, 9].map(
      (attempts) => (retryAt(schedule, { now: 0, since: 0, attempts }, middle) ?? 0) / minute,
    )
    assert.deepEqual(waits, [1, 5, 5, 60, 60, 60])
  })

  it('is up to a fifth earlier or later, as chance has it', () => {
    const at = (chance: number) => retryAt(schedule, { now: 1000, since: 1000, attempts: 1 }, chance)
    assert.equal(at(0), 1000 + 0.8 * minute)
    assert.equal(at(0.999_999), 1000 + 1.2 * minute)
  })

  it('is not before the other node wants it', () => {
    const asked = { now: 0, since: 0, attempts: 1, retryAfter: 10 * minute }
    assert.equal(retryAt(schedule, asked, middle), 10 * minute)
    assert.equal(retryAt(schedule, { ...asked, retryAfter: 1 }, middle), minute)
  })

  it('is for the last time when the time is up, and never after', () => {
    const since = 0
    const almost = schedule.giveUpAfter - minute
    assert.equal(retryAt(schedule, { now: almost, since, attempts: 9 }, middle), schedule.giveUpAfter)
    assert.equal(retryAt(schedule, { now: schedule.giveUpAfter, since, attempts: 9 }, middle), undefined)
  })

  it('is never now, also where somebody has set the clock back or forward', () => {
    for (const now of [-10 * minute, 0, schedule.giveUpAfter - 1]) {
      const at = retryAt(schedule, { now, since: 0, attempts: 1 }, 0)
      assert.ok(at !== undefined && at > now, String(now))
    }
  })
})
