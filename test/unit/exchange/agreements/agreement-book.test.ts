import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { agreementBook } from '../../../../src/exchange/agreements/agreement-book.ts'
import { uuidOf } from '../../../../src/exchange/agreements/known-agreement.ts'
import { usualHours } from '../../../../src/exchange/agreements/opening-hours.ts'
import type { OpenQuestion } from '../../../../src/exchange/agreements/question.ts'
import type { Agreement } from '../../../../src/exchange/ports/registry.ts'
import { down, entry, entryOf, type Held, memorySources } from './memory-sources.ts'
import {
  agency,
  document,
  employer,
  otherProduct,
  otherUuid,
  product,
  question,
  stranger,
  uuid,
  wednesday,
} from './samples.ts'

const thirdUuid = 'a6ee0000-0000-4000-8000-000000000003'
const settings = { qos: 'warn', hours: usualHours } as const
const ended = { valid: { from: '2020-01-01', to: '2021-01-01' } }
const onProduct = { kind: 'product', uuid: product, name: 'P', principal: agency, document: '' } as const

const published = (id: string, principal = agency) => ({ uuid: id, principal, products: [product] })

function open(held: Held) {
  const sources = memorySources(held)
  return { ...sources, book: agreementBook(sources, settings) }
}

/** The ids of what the book knows of a question, local and public. */
async function known(held: Held, asked: OpenQuestion = question()) {
  const { book, asked: directory } = open(held)
  const { known: found, unanswered } = await book.known(asked, wednesday)
  return {
    local: found.local.map(uuidOf).toSorted(),
    published: found.published.map(uuidOf),
    directory,
    unanswered: unanswered?.code,
  }
}

/** The question without its receiver. */
function toWhom(more: Partial<OpenQuestion> = {}): OpenQuestion {
  const { to: _, ...rest } = question()
  return { ...rest, ...more }
}

describe('the agreements that bear on a message', () => {
  it('are none that both sides do not have yet, which are told apart, nor one that was declined', async () => {
    const negotiation = { proposer: agency, other: employer, corrId: 'c', txId: 't', since: 0 }
    for (const standing of ['proposed', 'offered', 'accepted', 'declined'] as const) {
      const { book } = open({ agreements: [{ ...entry(), negotiation: { ...negotiation, standing } }] })
      for (const asked of [question(), question({ agreement: uuid })]) {
        const { known: found } = await book.known(asked, wednesday)
        assert.deepEqual(found.local, [])
        assert.deepEqual(
          found.pending?.map((one) => one.negotiation.standing),
          [standing],
        )
      }
    }
    const agreed = { ...entry(), negotiation: { ...negotiation, standing: 'agreed' as const } }
    assert.deepEqual((await known({ agreements: [agreed] })).local, [uuid])
  })

  it('are those of its product between its two parties, whichever way, and with any customer', async () => {
    const { customer: _, ...anyCustomer } = document({ uuid: thirdUuid })
    const agreements = [
      entry(),
      entry({ uuid: otherUuid, principal: { address: employer }, customer: { address: agency } }),
      entryOf(anyCustomer),
      entry({ uuid: 'a6ee0000-0000-4000-8000-000000000004', customer: { address: stranger } }),
      entry({ uuid: 'a6ee0000-0000-4000-8000-000000000005', products: [{ id: otherProduct }] }),
    ]
    for (const asked of [question(), question({ from: `${employer}.lön`, to: `${agency}.in` })]) {
      assert.deepEqual((await known({ agreements }, asked)).local, [uuid, otherUuid, thirdUuid])
    }
    const back = await known({ agreements }, question({ from: agency, to: employer }))
    assert.deepEqual(back.local, [uuid, otherUuid, thirdUuid])
    assert.deepEqual((await known({ agreements }, toWhom())).local, [uuid, otherUuid, thirdUuid])
  })

  it('are asked of the registry alone where one lets it through', async () => {
    const held = { agreements: [entry()], published: { agreements: [published(otherUuid)] } }
    assert.deepEqual(await known(held), {
      local: [uuid],
      published: [],
      directory: [],
      unanswered: undefined,
    })
  })

  it('are none, and nobody is asked, where none is needed', async () => {
    const found = await known(
      { agreements: [entry()] },
      question({ sequenceType: 'adm', product: 'confirm' }),
    )
    assert.deepEqual([found.local, found.directory], [[], []])
  })

  it('are public ones with the receiver where none of the registry lets it through', async () => {
    const held = { agreements: [entry(ended)], published: { agreements: [published(otherUuid)] } }
    const found = await known(held)
    assert.deepEqual([found.local, found.published], [[uuid], [otherUuid]])
    assert.deepEqual(found.directory, [`agreement with ${agency}`])
    const toInternal = await known(held, question({ to: `${agency}.in` }))
    assert.deepEqual(toInternal.published, [otherUuid])
  })

  it('are public ones with the sender of an asynchronous reply', async () => {
    const held = { published: { agreements: [published(otherUuid)] } }
    const reply = question({ from: agency, to: stranger, sequenceType: 'reply' })
    assert.deepEqual((await known(held, reply)).published, [otherUuid])
    assert.deepEqual((await known(held, { ...reply, sequenceType: 'event' })).published, [])
  })

  it('are public ones with the owner of the product where there is no receiver', async () => {
    const agreements = [published(otherUuid), published(thirdUuid, stranger)]
    const registered = { products: [onProduct], published: { agreements } }
    assert.deepEqual((await known(registered, toWhom())).published, [otherUuid])
    const owner = { uuid: product, name: 'P', principal: stranger }
    const inDirectory = { published: { agreements, products: [owner] } }
    assert.deepEqual((await known(inDirectory, toWhom())).published, [thirdUuid])
    assert.deepEqual((await known({ published: { agreements } }, toWhom())).published, [])
    // What lets anyone send, but names nobody to send to, leaves the question open.
    const { customer: _, ...anyCustomer } = document()
    const own = { ...registered, agreements: [entryOf(anyCustomer)] }
    assert.deepEqual((await known(own, toWhom({ from: agency }))).published, [otherUuid])
    assert.deepEqual((await known(own, toWhom())).published, [])
  })

  it('are the one that the label names, wherever it is', async () => {
    const elsewhere = entry({ uuid: otherUuid, products: [{ id: otherProduct }] })
    const local = await known({ agreements: [entry(), elsewhere] }, question({ agreement: otherUuid }))
    assert.deepEqual([local.local, local.directory], [[uuid, otherUuid], []])
    const held = { agreements: [entry()], published: { agreements: [published(otherUuid)] } }
    const found = await known(held, question({ agreement: otherUuid }))
    assert.deepEqual([found.local, found.published], [[uuid], [otherUuid]])
    assert.deepEqual(found.directory, [`agreement ${otherUuid}`])
    const same = await known({ agreements: [entry()] }, question({ agreement: uuid }))
    assert.deepEqual(same.local, [uuid])
  })

  it('give no receiver to who has published the id of another', async () => {
    const agreements = [published(otherUuid, stranger), published(otherUuid)]
    const held = { products: [onProduct], published: { agreements } }
    const { book } = open(held)
    const { known: found } = await book.known(toWhom({ agreement: otherUuid }), wednesday)
    assert.deepEqual(
      found.published.map(({ principal }) => principal),
      [agency],
    )
  })

  it('are not all known where the directory does not answer', async () => {
    assert.equal((await known({ down: true })).unanswered, 'DirectoryUnavailable')
    assert.equal((await known({ down: true }, toWhom())).unanswered, 'DirectoryUnavailable')
    assert.equal(
      (await known({ down: true }, question({ agreement: uuid }))).unanswered,
      'DirectoryUnavailable',
    )
    assert.equal((await known({ down: true, agreements: [entry()] })).unanswered, undefined)
    const named = { down: true, agreements: [entry(ended)] }
    assert.equal((await known(named, question({ agreement: uuid }))).unanswered, undefined)
    const { book } = open({ down: true })
    assert.equal((await book.known(question(), wednesday)).unanswered, down)
  })
})

describe('a document', () => {
  it('is read once, as long as it and its mode are the same', async () => {
    let agreements: readonly Agreement[] = [entry()]
    const sources = memorySources({})
    const registry = { ...sources.registry, agreementsOn: async () => agreements }
    const book = agreementBook({ ...sources, registry }, settings)
    const read = async () => (await book.known(question(), wednesday)).known.local[0]
    const first = await read()
    assert.equal(first?.mode, 'warn')
    assert.equal(await read(), first)
    agreements = [entry()]
    assert.equal(await read(), first)
    agreements = [entry({}, 'enforce')]
    assert.equal((await read())?.mode, 'enforce')
    agreements = [entry({ transferType: 'asynch' })]
    assert.equal((await read())?.document.transferType, 'asynch')
    agreements = []
    assert.equal(await read(), undefined)
  })

  it('that can’t be read is passed over, and told once', async () => {
    const broken: Agreement = {
      ...entry({ uuid: otherUuid }),
      document: Buffer.from('<x/>').toString('base64'),
    }
    const noBase64: Agreement = { ...entry({ uuid: thirdUuid }), document: '#' }
    const { book, faults } = open({ agreements: [broken, noBase64, entry()] })
    for (let times = 0; times < 3; times++) {
      const { known: found } = await book.known(question(), wednesday)
      assert.deepEqual(found.local.map(uuidOf), [uuid])
    }
    assert.deepEqual(
      faults.map((fault) => /[0-9a-f-]{36}/.exec(String(fault))?.[0]),
      [otherUuid, thirdUuid],
    )
  })
})
