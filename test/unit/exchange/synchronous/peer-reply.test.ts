import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pingProduct } from '../../../../src/exchange/agreements/question.ts'
import { KvittensError } from '../../../../src/protocol/kvittens-error.ts'
import {
  type ExchangePlace,
  openExchangePlace,
  ownNumber,
  remoteActor,
} from '../../../support/exchange-place.ts'
import { organisationNumber } from '../../../support/organisation-numbers.ts'
import { shsMessage } from '../../../support/shs-message.ts'

const partner = organisationNumber(1)
const facts = { product: pingProduct, transferType: 'synch' } as const
const request = shsMessage({ ...facts, from: ownNumber, to: partner, sequenceType: 'request' })
const reply = shsMessage({
  ...facts,
  txId: request.txId,
  from: partner,
  to: ownNumber,
  sequenceType: 'reply',
})

async function openPlace(body: AsyncIterable<Uint8Array>): Promise<ExchangePlace> {
  const place = await openExchangePlace({
    ports: ({ peers }) => ({
      peers: {
        ...peers,
        request: async () => ({ kind: 'reply', contentType: 'message/rfc822', body }),
      },
    }),
  })
  await place.import([remoteActor(partner)])
  return place
}

describe('the reply of another node', () => {
  it('is left where its asker goes as soon as the head is out', async () => {
    let left = false
    let read = false
    const pieces: AsyncIterator<Uint8Array> = {
      async next() {
        if (read) return new Promise(() => {})
        read = true
        return { done: false, value: reply.octets.subarray(0, -60) }
      },
      async return() {
        left = true
        return { done: true, value: undefined }
      },
    }
    await using place = await openPlace({ [Symbol.asyncIterator]: () => pieces })
    const answered = await place.take(ownNumber, request.octets)
    assert.ok(answered.kind === 'answered')
    for await (const _ of answered.octets) break
    await answered[Symbol.asyncDispose]()
    assert.ok(left)
  })

  it('that breaks off before its label is a refusal in words, with an attempt in the ledger', async () => {
    async function* body(): AsyncIterable<Uint8Array> {
      yield reply.octets.subarray(0, 40)
      throw new KvittensError('ReplyBrokenOff', { words: { sv: 'Svaret bröts.', en: 'It broke off.' } })
    }
    await using place = await openPlace(body())
    await assert.rejects(place.take(ownNumber, request.octets), {
      code: 'MissingDeliveryExecution',
      message: 'It broke off.',
    })
  })
})
