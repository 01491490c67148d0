import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PeerFailure, PeerRefusal } from '../../../../src/exchange/ports/peers.ts'
import type { Refusal } from '../../../../src/exchange/refusal.ts'
import { notHandled, peerSilent, refusedByPeer } from '../../../../src/exchange/synchronous/refusals.ts'
import { refusalAnswer } from '../../../../src/surfaces/http/refusal-answer.ts'

const url = 'https://nod.example.se:8443/shs/rs'
const words = { sv: 'Personnumret saknas.', en: 'The number is missing.' }

/** What the caller gets: the lines of the text, the code and when to ask again. */
function answered(refusal: Refusal) {
  const { status, text, headers } = refusalAnswer(refusal, 'en', 'node-7')
  return [status, headers['X-shs-errorcode'], headers['Retry-After'], ...text.trimEnd().split('\n')]
}

const said: PeerRefusal = { kind: 'refused', status: 400, nodeId: 'node-9', words }

describe('a synchronous request without an answer', () => {
  it('that the other node refused tells first what it said, then who said it', () => {
    assert.deepEqual(answered(refusedByPeer({ ...said, code: 'UnknownReceiver' }, url)), [
      400,
      'UnknownReceiver',
      undefined,
      'The number is missing.',
      `That is what the receiver's node node-9 (${url}) answered: UnknownReceiver, 400. Ask the receiver, if its words are not enough.`,
    ])
  })

  it('that the other node refused for now may be asked again', () => {
    const [status, code, retryAfter, , cure] = answered(
      refusedByPeer({ ...said, code: 'MissingDeliveryExecution', retryAfter: 1000 }, url),
    )
    assert.deepEqual([status, code, retryAfter], [400, 'MissingDeliveryExecution', '30'])
    assert.match(String(cure), /Ask again in a while\.$/)
  })

  it('that went to no receive service says where the address is mended', () => {
    const { cure } = refusedByPeer({ kind: 'refused', status: 404, words }, url)
    assert.match(cure?.sv ?? '', /404\. .*rätta deliveryAddress/)
  })

  const failures: readonly [PeerFailure['because'], retryAfter: string | undefined][] = [
    ['connection', '30'],
    ['timeout', '30'],
    ['server', '30'],
    ['busy', '30'],
    ['tls', undefined],
    ['wrongPeer', undefined],
  ]
  for (const [because, retryAfter] of failures) {
    it(`since the other node failed (${because}) may ${retryAfter === undefined ? 'not ' : ''}be asked again`, () => {
      const [status, code, after] = answered(peerSilent({ kind: 'failed', because, words }))
      assert.deepEqual([status, code, after], [400, 'MissingDeliveryExecution', retryAfter])
    })
  }

  it('may be asked again where the own system failed, and not where it said no', () => {
    assert.deepEqual(answered(notHandled({ kind: 'failed', because: 'timeout', words })), [
      400,
      'MissingDeliveryExecution',
      '30',
      'The number is missing.',
      'Ask again in a while.',
    ])
    assert.deepEqual(answered(notHandled({ kind: 'failed', because: 'refused', words })).slice(1, 4), [
      'MissingDeliveryExecution',
      undefined,
      'The number is missing.',
    ])
  })
})
