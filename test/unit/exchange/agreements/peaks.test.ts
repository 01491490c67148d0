import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mayPass } from '../../../../src/exchange/agreements/may-pass.ts'
import { loadsFor, passedBy } from '../../../../src/exchange/agreements/peaks.ts'
import { local, otherUuid, published, quality, question, stranger, uuid, wednesday } from './samples.ts'

const average = { numberPer: 1, period: 'day' } as const
const hour = 3_600_000
const oncePerHour = {
  quality: quality({ frequency: { average, peak: { numberPer: 1, period: 'hour' } } }),
} as const

describe('the peaks of agreements', () => {
  it('are counted from as far back as they reach, of those that may let the message through', async () => {
    const asked: (readonly [string, number])[] = []
    const earlier = { agreement: uuid, at: wednesday - 1000, bytes: 7 }
    const messageLog = {
      async passed(agreement: string, since: number) {
        asked.push([agreement, since])
        return [earlier]
      },
    }
    const known = {
      local: [
        local(oncePerHour),
        local({ uuid: otherUuid }),
        local({ ...oncePerHour, uuid: otherUuid, customer: { address: stranger } }),
      ],
      published: [published()],
    }
    const loads = await loadsFor(known, question(), { now: wednesday, bytes: 5 }, messageLog)
    assert.deepEqual(asked, [[uuid, wednesday - hour]])
    assert.deepEqual(loads, { now: wednesday, bytes: 5, earlier: new Map([[uuid, [earlier]]]) })
    assert.equal(mayPass(question(), { ...known, local: [local(oncePerHour)] }, loads).outcome, 'held')
  })

  it('are remembered of what was let through by an agreement that has one', () => {
    const none = { now: wednesday, earlier: new Map() }
    const full = { now: wednesday, earlier: new Map([[uuid, [{ at: wednesday - 1, bytes: 1 }]]]) }
    const remembered = (
      agreement: ReturnType<typeof local>,
      loads: Parameters<typeof mayPass>[2] = none,
    ): unknown => {
      const known = { local: [agreement], published: [] }
      return passedBy(mayPass(question(), known, loads), known, wednesday, 9)
    }
    const transfer = [{ agreement: uuid, at: wednesday, bytes: 9 }]
    assert.deepEqual(remembered(local(oncePerHour)), transfer)
    assert.deepEqual(remembered(local(oncePerHour, 'warn'), full), transfer)
    assert.deepEqual(remembered(local(oncePerHour), full), [])
    assert.deepEqual(remembered(local()), [])
    const byPublic = { local: [], published: [published()] }
    assert.deepEqual(passedBy(mayPass(question(), byPublic, none), byPublic, wednesday, 9), [])
  })
})
