import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MessageRecord } from '../../../../src/exchange/ports/message-log.ts'
import { WaitingRoom } from '../../../../src/exchange/deliver/waiting-room.ts'

const partner = '5561234567'
const other = '2021000001'

function message(receiptId: string): MessageRecord {
  return { receiptId } as MessageRecord
}

function first(room: WaitingRoom, destination: string): string | undefined {
  return room.first(destination)?.receiptId
}

describe('the waiting room', () => {
  it('gives those of a destination in the order in which they came', () => {
    const room = new WaitingRoom()
    for (const id of ['a', 'b']) room.join(partner, message(id))
    room.join(other, message('c'))
    assert.deepEqual(room.destinations.toSorted(), [other, partner].toSorted())
    assert.equal(first(room, partner), 'a')
    room.leave(partner)
    assert.equal(first(room, partner), 'b')
    room.leave(partner)
    assert.equal(first(room, partner), undefined)
    assert.deepEqual(room.destinations, [other])
    assert.equal(room.isBehind(partner), false)
  })

  it('lets nobody in before those that wait in the log', () => {
    const room = new WaitingRoom()
    room.leaveMore(partner)
    room.join(partner, message('young'))
    assert.equal(first(room, partner), undefined)
    assert.equal(room.isBehind(partner), true)
    room.follow(partner, message('old'))
    assert.equal(room.isBehind(partner), false)
    room.leave(partner)
    assert.equal(room.isBehind(partner), true, 'the log is asked again when the last has gone')
  })

  it('is not behind once the log was asked, but for those it was not asked for', () => {
    const room = new WaitingRoom()
    room.leaveMore(partner)
    room.askForAllBut(new Set([other]))
    assert.equal(room.isBehind(partner), false)
    assert.equal(room.isBehind(other), true)
    room.join(partner, message('a'))
    assert.equal(first(room, partner), 'a')
  })

  it('holds so many and no more: the others stay in the log', () => {
    const room = new WaitingRoom()
    for (let count = 0; count < 1000; count += 1) room.join(partner, message(String(count)))
    let given = 0
    for (; room.first(partner) !== undefined; room.leave(partner)) given += 1
    assert.ok(given > 0 && given < 1000, `${given} of 1000`)
    assert.equal(room.isBehind(partner), true)
    assert.equal(room.follow(partner, message('next')), true)

    let destinations = 0
    for (; destinations < 10_000; destinations += 1) {
      if (!room.follow(String(destinations), message('one'))) break
    }
    assert.ok(destinations < 10_000)
    assert.equal(room.isBehind(String(destinations)), true)
  })
})
