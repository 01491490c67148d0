import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Happening, transition } from '../../../src/exchange/lifecycle/transition.ts'
import type { MessageState } from '../../../src/exchange/ports/message-log.ts'

const states: readonly MessageState[] = [
  'new',
  'queued',
  'held',
  'sent',
  'received',
  'quarantined',
  'cancelled',
  'split',
]
const happenings: readonly Happening[] = [
  'queue',
  'hold',
  'deliver',
  'send',
  'retry',
  'split',
  'quarantine',
  'cancel',
  'release',
]

describe('what can happen to a message', () => {
  it('is this, and nothing else', () => {
    const table = states.map((state) =>
      [
        state,
        ...happenings.flatMap((happening) => {
          const next = transition(state, happening)
          return next === undefined ? [] : [`${happening}>${next}`]
        }),
      ].join(' '),
    )
    assert.deepEqual(table, [
      'new queue>queued hold>held deliver>received retry>new split>split quarantine>quarantined cancel>cancelled release>new',
      'queued hold>held deliver>received send>sent retry>queued quarantine>quarantined cancel>cancelled release>new',
      'held hold>held quarantine>quarantined cancel>cancelled release>new',
      'sent quarantine>quarantined release>new',
      'received',
      'quarantined send>sent cancel>cancelled release>new',
      'cancelled',
      'split',
    ])
  })

  it('never leads out of an end, and never to a mailbox twice', () => {
    for (const happening of happenings) {
      for (const end of ['received', 'cancelled', 'split'] as const) {
        assert.equal(transition(end, happening), undefined, `${end} ${happening}`)
      }
    }
  })
})
