import type { Knowledge } from '../../../../src/exchange/route/knowledge.ts'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { agreementBook } from '../../../../src/exchange/agreements/agreement-book.ts'
import { type MayAnswer, mayI, type MayQuestion } from '../../../../src/exchange/agreements/may-i.ts'
import { mayText } from '../../../../src/exchange/agreements/may-text.ts'
import { usualHours } from '../../../../src/exchange/agreements/opening-hours.ts'
import { pingProduct } from '../../../../src/exchange/agreements/question.ts'
import { entry, type Held, memorySources } from './memory-sources.ts'
import {
  agency,
  at,
  employer,
  open,
  otherProduct,
  otherUuid,
  product,
  quality,
  question,
  stranger,
  uuid,
  wednesday,
} from './samples.ts'

const third = '2120000456'
const actor = (organisationNumber: string) => ({ kind: 'actor', organisationNumber, name: 'A' }) as const
const registered: Held = {
  actors: [agency, employer, third].map(actor),
  products: [{ kind: 'product', uuid: product, name: 'P', principal: agency, document: '' }],
  agreements: [entry()],
}

/** Everybody has a mailbox here, but for those that are said to be elsewhere. */
function knowledgeWith(addresses: Readonly<Record<string, string | undefined>> = {}): Knowledge {
  return {
    actor: async (number) => ({
      kind: 'known',
      value: {
        number,
        name: 'A',
        registered: { kind: 'actor', organisationNumber: number, name: 'A', mailbox: !(number in addresses) },
      },
    }),
    product: async () => ({ kind: 'known', value: { name: 'P' } }),
    async address({ number }) {
      const url = addresses[number]
      return url === undefined ? { kind: 'unknown' } : { kind: 'known', value: url }
    },
  }
}

function ask(
  asked: MayQuestion,
  held: Held = registered,
  knowledge: Knowledge = knowledgeWith(),
): Promise<MayAnswer> {
  const sources = memorySources(held)
  const ports = {
    ...sources,
    clock: { now: () => wednesday },
    knowledge,
    node: { actor: third },
    messageLog: { passed: async () => [{ agreement: uuid, at: wednesday - 1, bytes: 1 }] },
  }
  return mayI(asked, agreementBook(sources, { qos: 'enforce', hours: usualHours }), ports)
}

function toWhom(more: Partial<MayQuestion> = {}): MayQuestion {
  const { to: _, ...rest } = question()
  return { ...rest, ...more }
}

describe('would it be let through', () => {
  it('is told of what is registered and agreed on', async () => {
    const answer = await ask(question())
    assert.deepEqual([answer.outcome, answer.agreement, answer.to], ['allowed', uuid, agency])
  })

  it('is no where the agreements allow it and nobody knows the way', async () => {
    const to = agency
    const nowhere = await ask(question(), registered, knowledgeWith({ [to]: undefined }))
    assert.deepEqual(nowhere.outcome === 'refused' && [nowhere.code, nowhere.rule], [
      'MissingDeliveryAddress',
      'no-address',
    ])
    const known = await ask(question(), registered, knowledgeWith({ [to]: 'https://a.example/shs/rs' }))
    assert.equal(known.outcome, 'allowed')
    const neither = knowledgeWith({ [to]: 'https://a.example/shs/rs', [employer]: undefined })
    const relay = await ask(question(), registered, neither)
    assert.deepEqual(relay.outcome === 'refused' && [relay.code, relay.rule], [
      'MissingDeliveryAddress',
      'no-relay',
    ])
  })

  it('is no of a sender, product or receiver that nobody knows, in this order', async () => {
    const rows = [
      [{ from: stranger, to: stranger, product: otherProduct }, 'UnknownSender', 'unknown-sender'],
      [{ to: stranger, product: otherProduct }, 'UnknownProductType', 'unknown-product'],
      [{ to: stranger }, 'UnknownReceiver', 'unknown-receiver'],
      [{ from: `${stranger}.lön` }, 'UnknownSender', 'unknown-sender'],
    ] as const
    for (const [more, code, rule] of rows) {
      const answer = await ask(question(more))
      assert.deepEqual(answer.outcome === 'refused' && [answer.code, answer.rule], [code, rule])
    }
  })

  it('counts what the directory knows as known', async () => {
    const answer = await ask(question({ from: stranger, to: third, product: otherProduct }), {
      published: {
        actors: [
          { number: stranger, name: 'S' },
          { number: third, name: 'T' },
        ],
        products: [{ uuid: otherProduct, name: 'P', principal: third }],
        agreements: [{ uuid: otherUuid, principal: third, products: [otherProduct] }],
      },
    })
    assert.deepEqual([answer.outcome, answer.agreement], ['allowed', otherUuid])
  })

  it('knows the products that are known everywhere', async () => {
    assert.equal((await ask(question({ product: pingProduct }))).rule, 'none-needed')
    assert.equal((await ask(question({ product: 'agreement' }))).rule, 'none-needed')
    assert.equal((await ask(question({ product: 'confirm', sequenceType: 'adm' }))).rule, 'none-needed')
  })

  it('can be asked of another moment', async () => {
    const closed = entry({ quality: quality({ open: open({ day: 'work' }) }) })
    const held = { ...registered, agreements: [closed] }
    assert.equal((await ask(question(), held)).outcome, 'allowed')
    const eve = await ask({ ...question(), at: at('2026-06-19T12:00:00+02:00') }, held)
    assert.deepEqual(eve.outcome === 'held' && eve.until, at('2026-06-22T00:00:00+02:00'))
  })

  it('counts what has passed already', async () => {
    const average = { numberPer: 1, period: 'day' } as const
    const peak = { numberPer: 1, period: 'hour' } as const
    const held = {
      ...registered,
      agreements: [entry({ quality: quality({ frequency: { average, peak } }) })],
    }
    assert.equal((await ask(question(), held)).rule, 'peak-frequency')
  })

  it('is asked again later where a directory does not answer that could have changed the no', async () => {
    const held = { ...registered, down: true }
    assert.equal((await ask(question(), held)).outcome, 'allowed')
    for (const asked of [
      question({ from: stranger }),
      question({ to: stranger }),
      question({ product: otherProduct }),
      question({ to: third }),
      toWhom({ from: agency }),
    ]) {
      await assert.rejects(ask(asked, held), { code: 'DirectoryUnavailable', retryable: true })
    }
  })
})

describe('a message without a receiver', () => {
  it('goes by the agreement that gives it one', async () => {
    const answer = await ask(toWhom())
    assert.deepEqual([answer.outcome, answer.to, answer.copies], ['allowed', agency, undefined])
    assert.match(mayText(toWhom(), answer, 'sv'), new RegExp(`^Mottagare: ${agency}\nTillåtet: `))
    assert.match(mayText(question(), answer, 'sv'), /^Tillåtet: /)
    const nobody = await ask(toWhom({ from: agency }))
    assert.deepEqual([nobody.rule, nobody.to], ['no-receiver', undefined])
    assert.match(mayText(toWhom(), nobody, 'sv'), /^Nekas: /)
  })

  it('goes to several by their agreements, and is told by the copy that fares worst', async () => {
    const held = {
      ...registered,
      agreements: [
        entry(),
        entry({
          uuid: otherUuid,
          principal: { address: third },
          quality: quality({ open: open({ hours: 'night' }) }),
        }),
        entry({ uuid: 'a6ee0000-0000-4000-8000-000000000003', principal: { address: `${agency}.in` } }),
      ],
    }
    const answer = await ask(toWhom(), held)
    assert.deepEqual([answer.outcome, answer.rule, answer.to], ['held', 'closed', third])
    assert.deepEqual(
      answer.copies?.map(({ to, outcome }) => [to, outcome]),
      [
        [agency, 'allowed'],
        [third, 'held'],
        [`${agency}.in`, 'allowed'],
      ],
    )
    const text = mayText(toWhom(), answer, 'en')
    assert.match(text, new RegExp(`^Receiver: ${agency}\nAllowed: [^]*\n\nReceiver: ${third}\nWaits: `))
    assert.match(mayText(toWhom(), answer, 'sv'), /^Mottagare: /)
  })
})
