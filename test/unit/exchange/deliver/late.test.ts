import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pingProduct } from '../../../../src/exchange/agreements/question.ts'
import type { PeerAnswer } from '../../../../src/exchange/ports/peers.ts'
import {
  callerOf,
  type ExchangePlace,
  openExchangePlace,
  ownNumber,
  remoteActor,
} from '../../../support/exchange-place.ts'
import { organisationNumber } from '../../../support/organisation-numbers.ts'
import { testDirectory } from '../../../support/test-directory.ts'
import { until } from '../../../support/until.ts'

const partner = organisationNumber(1)
const third = organisationNumber(2)
const day = 86_400_000

describe('what becomes of a message after it was taken in', () => {
  it('its error message to another node is in the name of one that this node serves', async () => {
    const directory = testDirectory()
    const labels: string[] = []
    await using place = await openExchangePlace({
      delivers: true,
      ports: ({ peers }) => ({
        directory,
        peers: {
          ...peers,
          async deliver(_to, { pieces }) {
            labels.push(Buffer.concat(await Array.fromAsync(pieces())).toString('latin1'))
            return { kind: 'accepted', duplicate: false }
          },
        },
      }),
    })
    await place.import([remoteActor(partner)])
    directory.answers = false
    const { receiptId } = await place.send(partner, { from: partner, to: third, product: pingProduct })
    assert.equal((await place.record(receiptId)).state, 'new', 'nobody knows yet that it is for neither')
    directory.urls.set(third, 'https://third.example/')
    directory.answers = true
    await stepUntil(place, receiptId, 'quarantined')
    const [label = ''] = await until('an error message', () => (labels.length > 0 ? labels : undefined))
    assert.match(label, new RegExp(`<from[^>]*>urn:X-shs:${ownNumber}</from>`))
    assert.doesNotMatch(label, new RegExp(`<from[^>]*>urn:X-shs:${third}</from>`))
  })

  it('one that was held for long has all its time when a directory does not answer then', async () => {
    const directory = testDirectory()
    const silent: PeerAnswer = {
      kind: 'failed',
      because: 'connection',
      words: { sv: 'Tyst.', en: 'Silent.' },
    }
    await using place = await openExchangePlace({
      delivers: true,
      settings: 'delivery: { retry: "1m", giveUpAfter: 4d }',
      ports: ({ peers }) => ({ directory, peers: { ...peers, deliver: async () => silent } }),
    })
    directory.urls.set(third, 'https://third.example/')
    const { receiptId } = await place.send(ownNumber, { from: ownNumber, to: third, product: pingProduct })
    await until('tried', async () => (await place.record(receiptId)).handling?.attempts || undefined)
    // As an agreement holds one.
    const { version: expectVersion } = await place.record(receiptId)
    const now = place.clock.now()
    const handling = { since: now, due: now + 7 * day, attempts: 0, destination: third }
    await place.ports.messageLog.commit([
      { update: [{ receiptId, expectVersion, state: 'held', handling }], audit: [] },
    ])
    directory.answers = false
    place.clock.advance(7 * day)
    await stepUntil(place, receiptId, 'new')
    directory.answers = true
    await stepUntil(place, receiptId, 'queued')
  })

  it('one whose address leads back to this node is not taken for sent', async () => {
    let here: ExchangePlace | undefined
    await using place = await openExchangePlace({
      delivers: true,
      ports: ({ peers }) => ({
        peers: {
          ...peers,
          async deliver(_to, { pieces }) {
            const taken = await here?.exchange.receive({
              caller: callerOf(ownNumber),
              channel: 'shs',
              body: pieces(),
            })
            assert.ok(taken?.kind === 'accepted')
            return { kind: 'accepted', duplicate: taken.duplicate, localId: taken.message.receiptId }
          },
        },
      }),
    })
    here = place
    await place.import([remoteActor(third)])
    const { receiptId } = await place.send(ownNumber, { from: ownNumber, to: third, product: pingProduct })
    await stepUntil(place, receiptId, 'quarantined')
    const { handling } = await place.record(receiptId)
    assert.equal(handling?.fault?.code, 'MissingDeliveryAddress')
    assert.match(handling.fault.words.sv, /leder tillbaka till den här noden/)
  })
})

function stepUntil(place: ExchangePlace, id: string, state: string): Promise<true> {
  return until(`${id} ${state}`, async () => {
    if ((await place.record(id)).state === state) return true
    place.timers.step(60_000)
    return undefined
  })
}
