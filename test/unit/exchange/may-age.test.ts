import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { randomIds } from '../../../src/adapters/ids.ts'
import { asRecorded } from '../../../src/exchange/lifecycle/as-recorded.ts'
import { mayAge, type RetentionSettings } from '../../../src/exchange/lifecycle/may-age.ts'
import type { MessageRecord, MessageState } from '../../../src/exchange/ports/message-log.ts'
import { type MessageWish, newMessage, noon } from '../../contracts/messages.ts'

const ids = randomIds()
const day = 86_400_000
const settings: RetentionSettings = {
  archiveAfter: 14 * day,
  purgeContentAfter: 28 * day,
  purgeEntryAfter: 400 * day,
}
const patient: RetentionSettings = { ...settings, purgeUnacknowledgedAfter: 90 * day }

function message(state: MessageState, wish: Partial<MessageWish> = {}, acknowledged = false): MessageRecord {
  const record = asRecorded(newMessage({ ids, state, handling: { since: noon, attempts: 0 }, ...wish }))
  return acknowledged ? { ...record, acknowledgedAt: noon } : record
}

describe('who may age', () => {
  const table: readonly (readonly [what: string, MessageRecord, atOnce: boolean, unacknowledged: boolean])[] =
    [
      ['received and acknowledged', message('received', {}, true), true, true],
      ['received', message('received'), false, true],
      ['an adm message that is received', message('received', { sequenceType: 'adm' }), false, true],
      ['sent and acknowledged', message('sent', {}, true), true, true],
      ['sent', message('sent'), false, true],
      ['an adm message that is sent', message('sent', { sequenceType: 'adm' }), true, true],
      ['cancelled', message('cancelled'), true, true],
      ['split', message('split'), true, true],
      ['in quarantine', message('quarantined'), false, true],
      ['acknowledged and then in quarantine', message('quarantined', {}, true), false, true],
      ['new', message('new'), false, false],
      ['queued', message('queued'), false, false],
      ['held', message('held'), false, false],
    ]

  for (const [what, record, atOnce, unacknowledged] of table) {
    it(`${what}: ${atOnce ? 'yes' : 'no'}; when nobody acknowledged it for so long: ${unacknowledged ? 'yes' : 'no'}`, () => {
      assert.equal(mayAge(record, settings, noon + 1000 * day), atOnce)
      assert.equal(mayAge(record, patient, noon + 90 * day), atOnce)
      assert.equal(mayAge(record, patient, noon + 90 * day + 1), unacknowledged)
    })
  }
})
