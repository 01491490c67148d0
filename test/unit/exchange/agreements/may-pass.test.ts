import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { ShsAgreement } from '../../../../src/protocol/agreement/agreement.ts'
import { readLabel } from '../../../../src/protocol/label/label-reader.ts'
import type { Decision, Rule } from '../../../../src/exchange/agreements/decision.ts'
import type { KnownAgreements } from '../../../../src/exchange/agreements/known-agreement.ts'
import { mayPass } from '../../../../src/exchange/agreements/may-pass.ts'
import {
  type AddressedQuestion,
  pingProduct,
  questionOf,
} from '../../../../src/exchange/agreements/question.ts'
import {
  agency,
  at,
  document,
  employer,
  forAnyCustomer,
  local,
  open,
  otherProduct,
  otherUuid,
  product,
  published,
  quality,
  question,
  stranger,
  uuid,
  wednesday,
} from './samples.ts'

const none: KnownAgreements = { local: [], published: [] }

function ask(asked: AddressedQuestion, known: Partial<KnownAgreements>, now: number = wednesday): Decision {
  return mayPass(asked, { ...none, ...known }, { now, earlier: new Map() })
}

function ruled(decision: Decision): string {
  const code = decision.outcome === 'refused' ? ` ${decision.code}` : ''
  return `${decision.outcome}${code} ${decision.rule}`
}

describe('a message under one agreement', () => {
  const back = { from: agency, to: employer }
  const reply = { sequenceType: 'reply' } as const
  const named = { agreement: uuid }
  const toCustomer = { direction: { flow: 'to-customer' } } as const
  const anyWay = { direction: { flow: 'any' } } as const

  type Row = readonly [
    title: string,
    agreement: Partial<ShsAgreement>,
    asked: Partial<AddressedQuestion>,
    rule: Rule,
  ]
  const rows: readonly Row[] = [
    ['from the customer', {}, {}, 'agreed'],
    ['as a request', {}, { sequenceType: 'request' }, 'agreed'],
    ['as a synchronous request', {}, { transferType: 'synch', sequenceType: 'request' }, 'agreed'],
    [
      'from a mailbox of the customer to one of the principal',
      {},
      { from: `${employer}.lön`, to: `${agency}.x` },
      'agreed',
    ],
    ['to the customer against the flow', {}, back, 'other-direction'],
    ['as an asynchronous reply against the flow', {}, { ...back, ...reply }, 'agreed'],
    ['as an asynchronous reply along the flow', {}, reply, 'other-direction'],
    [
      'as a synchronous reply against the flow',
      {},
      { ...back, ...reply, transferType: 'synch' },
      'other-direction',
    ],
    ['to the customer', toCustomer, back, 'agreed'],
    ['from the customer against the flow', toCustomer, {}, 'other-direction'],
    ['as a reply of the customer', toCustomer, reply, 'agreed'],
    ['one way of both', anyWay, {}, 'agreed'],
    ['the other way of both', anyWay, back, 'agreed'],
    ['a reply one way of both', anyWay, reply, 'agreed'],
    ['a reply the other way of both', anyWay, { ...back, ...reply }, 'agreed'],
    ['of one of several products', { products: [{ id: otherProduct }, { id: product }] }, {}, 'agreed'],
    ['of another product', {}, { product: otherProduct }, 'other-product'],
    ['from a stranger', {}, { from: stranger }, 'other-parties'],
    ['to a stranger', {}, { to: stranger }, 'other-parties'],
    [
      'from the agreed mailbox',
      { customer: { address: `${employer}.lön` } },
      { from: `${employer}.lön` },
      'agreed',
    ],
    [
      'from another than the agreed mailbox',
      { customer: { address: `${employer}.lön` } },
      {},
      'other-parties',
    ],
    ['of the agreed transfer type', { transferType: 'asynch' }, {}, 'agreed'],
    ['of another transfer type', { transferType: 'synch' }, {}, 'other-transfer-type'],
    ['asynchronously only', { transferType: 'asynch' }, { transferType: 'synch' }, 'other-transfer-type'],
    ['on its first day', { valid: { from: '2026-03-11' } }, {}, 'agreed'],
    ['before its first day', { valid: { from: '2026-03-12' } }, {}, 'not-yet-valid'],
    ['on its last day', { valid: { from: '2025-01-01', to: '2026-03-11' } }, {}, 'agreed'],
    ['after its last day', { valid: { from: '2025-01-01', to: '2026-03-10' } }, {}, 'no-longer-valid'],
  ]
  for (const [title, agreement, asked, rule] of rows) {
    it(`${title}: ${rule} when the label names it`, () => {
      const decision = ask(question({ ...asked, ...named }), { local: [local(agreement)] })
      assert.equal(ruled(decision), rule === 'agreed' ? 'allowed agreed' : `refused IllegalAgreement ${rule}`)
      assert.equal(decision.agreement, uuid)
    })
    it(`${title}: ${rule === 'agreed' ? 'found' : 'none found'} when the label names none`, () => {
      const decision = ask(question(asked), { local: [local(agreement)] })
      assert.equal(
        ruled(decision),
        rule === 'agreed' ? 'allowed agreed' : 'refused MissingAgreement no-agreement',
      )
    })
  }

  it('from any customer, where the agreement has none', () => {
    const known = { local: [forAnyCustomer()] }
    assert.equal(ruled(ask(question({ from: stranger }), known)), 'allowed agreed')
    assert.equal(
      ruled(ask(question({ from: stranger, to: employer }), known)),
      'refused MissingAgreement no-agreement',
    )
    assert.equal(ruled(ask(question({ from: agency, to: stranger, ...reply }), known)), 'allowed agreed')
  })

  it('on the day that it is where the agreement is kept', () => {
    const valid = { from: '2026-03-12' }
    const schedule = { interval: {}, timeZone: 'Pacific/Auckland' }
    assert.equal(ruled(ask(question(), { local: [local({ valid, schedule })] })), 'allowed agreed')
    const midnight = at('2026-03-12T00:00:00+01:00')
    assert.equal(ruled(ask(question(), { local: [local({ valid })] }, midnight)), 'allowed agreed')
    assert.equal(ask(question(), { local: [local({ valid })] }, midnight - 1000).outcome, 'refused')
  })
})

describe('a message needs no agreement', () => {
  const rows: readonly (readonly [title: string, asked: Partial<AddressedQuestion>])[] = [
    ['as a confirm or error message', { sequenceType: 'adm', product: 'confirm' }],
    ['as a proposed agreement', { product: 'agreement' }],
    ['as a ping', { product: pingProduct, transferType: 'synch', sequenceType: 'request' }],
    ['also when it names one that is unknown', { product: 'agreement', agreement: otherUuid }],
  ]
  for (const [title, asked] of rows) {
    it(title, () => assert.equal(ruled(ask(question(asked), none)), 'allowed none-needed'))
  }
})

describe('of several agreements', () => {
  it('the one that the label names is decisive', () => {
    const known = { local: [local(), local({ uuid: otherUuid, valid: { from: '2030-01-01' } })] }
    assert.equal(
      ruled(ask(question({ agreement: otherUuid }), known)),
      'refused IllegalAgreement not-yet-valid',
    )
    assert.equal(ruled(ask(question({ agreement: uuid }), known)), 'allowed agreed')
  })

  it('one that is named and not known is missing', () => {
    const decision = ask(question({ agreement: otherUuid }), { local: [local()] })
    assert.equal(ruled(decision), 'refused MissingAgreement unknown-agreement')
    assert.equal(decision.agreement, otherUuid)
  })

  it('any valid one will do', () => {
    const old = local({ uuid: otherUuid, valid: { from: '2020-01-01', to: '2021-01-01' } })
    assert.equal(ask(question(), { local: [old, local()] }).agreement, uuid)
  })

  it('the one that is open decides, then the one that opens first, then one that refuses', () => {
    const closed = local({ uuid: otherUuid, quality: quality({ open: open({ hours: 'night' }) }) })
    const opensLater = local({ quality: quality({ open: open({ day: 'weekend' }) }) })
    const never = local({ schedule: { interval: {}, stopDate: '2020-01-01' } })
    assert.equal(ruled(ask(question(), { local: [closed, local()] })), 'allowed agreed')
    assert.equal(ask(question(), { local: [opensLater, closed] }).agreement, otherUuid)
    assert.equal(ruled(ask(question(), { local: [never, closed] })), 'held closed')
  })

  it('those between the same two on the product are told when none matches', () => {
    const decision = ask(question(), {
      local: [
        local({ valid: { from: '2020-01-01', to: '2021-01-01' } }),
        local({ uuid: otherUuid, products: [{ id: otherProduct }] }),
        local({ uuid: otherUuid, customer: { address: stranger } }),
      ],
    })
    assert.equal(decision.fact.rule, 'no-agreement')
    assert.deepEqual(
      decision.fact.rule === 'no-agreement' &&
        decision.fact.near.map(({ rule, agreement }) => [rule, agreement]),
      [['no-longer-valid', uuid]],
    )
  })
})

describe('a public agreement', () => {
  it('lets anyone send to its principal', () => {
    const decision = ask(question({ from: stranger }), { published: [published()] })
    assert.equal(ruled(decision), 'allowed agreed')
    assert.deepEqual(decision.fact, { rule: 'agreed', named: false, published: true })
    assert.equal(decision.agreement, otherUuid)
  })

  it('lets its principal reply and nothing else', () => {
    const known = { published: [published()] }
    const back = { from: agency, to: stranger }
    assert.equal(ruled(ask(question({ ...back, sequenceType: 'reply' }), known)), 'allowed agreed')
    assert.equal(ruled(ask(question(back), known)), 'refused MissingAgreement no-agreement')
    assert.equal(
      ruled(ask(question({ ...back, agreement: otherUuid }), known)),
      'refused IllegalAgreement other-direction',
    )
  })

  it('counts for its product and transfer type, any where it says none', () => {
    const rows = [
      [{}, 'allowed'],
      [{ transferType: 'any' }, 'allowed'],
      [{ transferType: 'asynch' }, 'allowed'],
      [{ transferType: 'synch' }, 'refused'],
      [{ products: [otherProduct] }, 'refused'],
    ] as const
    for (const [more, outcome] of rows) {
      assert.equal(ask(question(), { published: [published(more)] }).outcome, outcome, JSON.stringify(more))
    }
  })

  it('counts only where no local one does', () => {
    assert.equal(ask(question(), { local: [local()], published: [published()] }).agreement, uuid)
    const expired = local({ valid: { from: '2020-01-01', to: '2021-01-01' } })
    assert.equal(ask(question(), { local: [expired], published: [published()] }).agreement, otherUuid)
  })

  it('takes nothing from another of the same id', () => {
    const both = [published({ principal: stranger }), published()]
    for (const order of [both, both.toReversed()]) {
      assert.equal(ruled(ask(question({ agreement: otherUuid }), { published: order })), 'allowed agreed')
    }
    const own = {
      local: [local({ uuid: otherUuid, valid: { from: '2027-01-01' } })],
      published: [published()],
    }
    assert.equal(
      ruled(ask(question({ agreement: otherUuid }), own)),
      'refused IllegalAgreement not-yet-valid',
    )
  })

  it('can be named', () => {
    const decision = ask(question({ agreement: otherUuid }), { local: [local()], published: [published()] })
    assert.deepEqual(decision.fact, { rule: 'agreed', named: true, published: true })
  })
})

describe('the question', () => {
  it('is what the label says', () => {
    const label = readLabel(
      Buffer.from(
        `<shs.label tx.id="6f3a1c2e-8c1b-4a57-9f0e-0d8f1c8b7a11" corr.id="k" shs.agreement="${uuid.toUpperCase()}" transfer-type="synch" sequence-type="request"><from commonName="">${employer}</from><product>urn:X-shs:${product}</product><datetime>2026-03-11T12:00:00</datetime><content content.id="c"><data datapartType="fil"/></content></shs.label>`,
      ),
    )
    assert.deepEqual(questionOf(label, employer), {
      from: employer,
      product,
      transferType: 'synch',
      sequenceType: 'request',
      agreement: uuid,
    })
  })
})

describe('the direction', () => {
  it('of an asynchronous reply is that of a message the other way', () => {
    const address = fc.constantFrom(agency, employer, stranger, `${employer}.lön`)
    const flow = fc.constantFrom('to-customer' as const, 'from-customer' as const, 'any' as const)
    fc.assert(
      fc.property(address, address, flow, (from, to, way) => {
        const known = { local: [local({ ...document(), direction: { flow: way } })] }
        const sent = ask(question({ from, to }), known)
        const replied = ask(question({ from: to, to: from, sequenceType: 'reply' }), known)
        assert.equal(replied.outcome, sent.outcome)
      }),
    )
  })
})
