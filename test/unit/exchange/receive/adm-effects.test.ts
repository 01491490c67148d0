import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { pingProduct } from '../../../../src/exchange/agreements/question.ts'
import type { Actor, ProviderRight, RegistryEntry } from '../../../../src/exchange/ports/registry.ts'
import { admFacts } from '../../../support/adm.ts'
import {
  type ExchangePlace,
  openExchangePlace,
  ownNumber,
  remoteActor,
} from '../../../support/exchange-place.ts'
import { organisationNumber } from '../../../support/organisation-numbers.ts'
import { agreementDocument, productDocument } from '../../../support/shs-documents.ts'
import { sickNotification } from '../../../support/shs-message.ts'
import { until } from '../../../support/until.ts'

const partner = organisationNumber(1)
const provider = organisationNumber(2)

function openPlace(): Promise<ExchangePlace> {
  return openExchangePlace({
    delivers: true,
    ports: ({ peers }) => ({
      peers: { ...peers, deliver: async () => ({ kind: 'accepted', duplicate: false }) },
    }),
  })
}

async function sentTo(place: ExchangePlace, to: string) {
  const ids = { corrId: randomUUID(), contentId: randomUUID() }
  const { receiptId } = await place.send(ownNumber, { from: ownNumber, to, product: pingProduct, ...ids })
  await until('sent', async () => (await place.record(receiptId)).state === 'sent' || undefined)
  return { receiptId, ids }
}

describe('a confirm', () => {
  it('of each of 150 receivers of one message counts', async () => {
    await using place = await openPlace()
    const numbers = Array.from({ length: 150 }, (_, index) => organisationNumber(100 + index))
    await place.import([sickProduct(), ...numbers.map(remoteActor), ...numbers.map(agreementWith)])
    const ids = { corrId: randomUUID(), contentId: randomUUID() }
    const { receiptId } = await place.send(ownNumber, { from: ownNumber, to: null, ...ids })
    const copies = () => place.ports.messageLog.copies(receiptId)
    await until('every copy is sent', async () => {
      const all = await copies()
      return all.length === numbers.length && all.every(({ state }) => state === 'sent') ? all : undefined
    })
    for (const number of numbers) {
      await place.send(number, { from: number, to: ownNumber, ...admFacts('confirm', ids) })
    }
    const waiting = (await copies()).filter(({ acknowledgedAt }) => acknowledgedAt === undefined)
    assert.deepEqual(waiting, [])
  })

  it('that comes after an error counts: the receiver has it after all', async () => {
    await using place = await openPlace()
    await place.import([remoteActor(partner)])
    const { receiptId, ids } = await sentTo(place, partner)
    await place.send(partner, { from: partner, to: ownNumber, ...admFacts('error', ids) })
    assert.equal((await place.record(receiptId)).state, 'quarantined')
    await place.send(partner, { from: partner, to: ownNumber, ...admFacts('confirm', ids) })
    const { state, acknowledgedAt, handling } = await place.record(receiptId)
    assert.equal(state, 'sent')
    assert.notEqual(acknowledgedAt, undefined)
    assert.equal(handling?.fault, undefined)
  })

  const rights: readonly [
    title: string,
    receiver: Partial<Actor>,
    speaker: Partial<Actor>,
    counts: boolean,
  ][] = [
    ['of a provider counts while its right holds', { providers: [right({ from: '2020-01-01' })] }, {}, true],
    [
      'of a provider whose right has ended does not count',
      { providers: [right({ to: '2026-10-04' })] },
      {},
      false,
    ],
    [
      'of a provider whose right has not begun does not count',
      { providers: [right({ from: '2026-10-06' })] },
      {},
      false,
    ],
    ['of one that may also speak for the receiver counts', {}, { mayAlsoSpeakFor: [partner] }, true],
    ['of a stranger does not count', {}, {}, false],
  ]
  for (const [title, receiver, speaker, counts] of rights) {
    it(title, async () => {
      await using place = await openPlace()
      await place.import([
        { ...remoteActor(partner), ...receiver },
        { ...remoteActor(provider), ...speaker },
      ])
      const { receiptId, ids } = await sentTo(place, partner)
      await place.send(provider, { from: provider, to: ownNumber, ...admFacts('confirm', ids) })
      assert.equal((await place.record(receiptId)).acknowledgedAt !== undefined, counts)
    })
  }
})

function right(dates: Partial<ProviderRight>): ProviderRight {
  return { number: provider, may: ['fetch'], ...dates }
}

function sickProduct(): RegistryEntry {
  const facts = { uuid: sickNotification, name: 'Sjukanmälan', principal: ownNumber }
  return { kind: 'product', ...facts, document: base64(productDocument(facts)) }
}

function agreementWith(customer: string): RegistryEntry {
  const uuid = randomUUID()
  const facts = { uuid, principal: ownNumber, customer, product: sickNotification, flow: 'any' } as const
  return {
    kind: 'agreement',
    uuid,
    principal: ownNumber,
    customer,
    products: [sickNotification],
    document: base64(agreementDocument(facts)),
  }
}

function base64(document: string): string {
  return Buffer.from(document, 'latin1').toString('base64')
}
