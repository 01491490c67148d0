import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pausesFor } from '../../../../src/exchange/deliver/breaker.ts'
import { Destinations } from '../../../../src/exchange/deliver/destinations.ts'

const pauses = pausesFor([60_000, 3_600_000])
const partner = '5561234567'
const other = '2021000001'

function failing(destinations: Destinations, times: number, at: number): void {
  for (let time = 0; time < times; time += 1) {
    destinations.take(partner)
    destinations.giveBack(partner, false, at)
  }
}

describe('destinations', () => {
  it('have so many places and no more, each its own', () => {
    const destinations = new Destinations(2, pauses)
    destinations.take(partner)
    assert.equal(destinations.hasPlace(partner, 0), true)
    destinations.take(partner)
    assert.equal(destinations.hasPlace(partner, 0), false)
    assert.deepEqual(destinations.full(0), [partner])
    assert.equal(destinations.hasPlace(other, 0), true)
    destinations.giveBack(partner, true, 0)
    assert.equal(destinations.hasPlace(partner, 0), true)
  })

  it('are left alone after three calls in a row without an answer, then tried with one', () => {
    const destinations = new Destinations(8, pauses)
    failing(destinations, 2, 0)
    assert.equal(destinations.hasPlace(partner, 0), true)
    failing(destinations, 1, 0)
    assert.equal(destinations.hasPlace(partner, 0), false)
    const opening = destinations.nextOpening(0)
    assert.ok(opening !== undefined && opening > 0)
    assert.equal(destinations.hasPlace(partner, opening - 1), false)
    assert.equal(destinations.hasPlace(partner, opening), true)
    assert.equal(destinations.nextOpening(opening), undefined, 'open by then')
    destinations.take(partner)
    assert.equal(destinations.hasPlace(partner, opening), false, 'one only')
    assert.equal(destinations.nextOpening(0), undefined, 'the one on its way decides')
  })

  it('have all their places again after one answer', () => {
    const destinations = new Destinations(2, pauses)
    failing(destinations, 5, 0)
    destinations.take(partner)
    destinations.giveBack(partner, true, 0)
    destinations.take(partner)
    assert.equal(destinations.hasPlace(partner, 0), true)
    assert.equal(destinations.nextOpening(0), undefined)
  })

  it('are left alone longer each time, but not for more than a minute', () => {
    const destinations = new Destinations(8, pauses)
    const lengths: number[] = []
    let now = 0
    for (let time = 0; time < 12; time += 1) {
      failing(destinations, 1, now)
      const opening = destinations.nextOpening(now)
      if (opening === undefined) continue
      lengths.push(opening - now)
      now = opening
    }
    assert.deepEqual(
      lengths,
      lengths.toSorted((one, another) => one - another),
    )
    assert.ok((lengths[0] ?? 0) < (lengths[3] ?? 0))
    assert.equal(lengths.at(-1), 60_000)
  })

  it('are never left alone for longer than a message that failed would wait', () => {
    const quick = new Destinations(8, pausesFor([20, 20, 100]))
    let now = 0
    for (let time = 0; time < 12; time += 1) {
      now = quick.nextOpening(now) ?? now
      failing(quick, 1, now)
    }
    assert.equal(quick.nextOpening(now), now + 100)
  })

  it('are left alone no longer for all that was on its way together', () => {
    const together = new Destinations(8, pauses)
    for (let count = 0; count < 8; count += 1) together.take(partner)
    for (let count = 0; count < 8; count += 1) together.giveBack(partner, false, 0)
    const inRow = new Destinations(8, pauses)
    failing(inRow, 3, 0)
    assert.equal(together.nextOpening(0), inRow.nextOpening(0))
  })

  it('say nothing of themselves where they were not asked', () => {
    const destinations = new Destinations(8, pauses)
    failing(destinations, 2, 0)
    destinations.take(partner)
    destinations.giveBack(partner, undefined, 0)
    failing(destinations, 1, 0)
    assert.equal(destinations.hasPlace(partner, 0), false)
  })
})
