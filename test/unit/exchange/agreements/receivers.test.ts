import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KnownAgreements } from '../../../../src/exchange/agreements/known-agreement.ts'
import type { Question } from '../../../../src/exchange/agreements/question.ts'
import { resolveReceivers } from '../../../../src/exchange/agreements/receivers.ts'
import {
  agency,
  employer,
  forAnyCustomer,
  local,
  otherProduct,
  otherUuid,
  product,
  published,
  stranger,
  uuid,
  wednesday,
} from './samples.ts'

const third = '2120000456'
const thirdUuid = 'a6ee0000-0000-4000-8000-000000000003'
const toCustomer = { direction: { flow: 'to-customer' } } as const
const reply = { sequenceType: 'reply' } as const

type Row = readonly [
  title: string,
  known: Partial<KnownAgreements>,
  asked: Partial<Question>,
  resolved: string,
]

const rows: readonly Row[] = [
  ['the principal, where the flow is from the customer', { local: [local()] }, {}, agency],
  ['the customer, where it is to the customer', { local: [local(toCustomer)] }, { from: agency }, employer],
  [
    'the other party, where it goes both ways',
    { local: [local({ direction: { flow: 'any' } })] },
    { from: agency },
    employer,
  ],
  [
    'the customer of the principal’s asynchronous reply',
    { local: [local()] },
    { from: agency, ...reply },
    employer,
  ],
  [
    'the mailbox that the agreement has',
    { local: [local({ principal: { address: `${agency}.in` } })] },
    {},
    `${agency}.in`,
  ],
  [
    'nobody for the principal where only customers send',
    { local: [local()] },
    { from: agency },
    'UnresolvedReceiver no-receiver',
  ],
  ['nobody for a stranger', { local: [local()] }, { from: stranger }, 'UnresolvedReceiver no-receiver'],
  ['the principal for any customer', { local: [forAnyCustomer()] }, { from: stranger }, agency],
  [
    'nobody for a reply to any customer',
    { local: [forAnyCustomer()] },
    { from: agency, ...reply },
    'UnresolvedReceiver no-receiver',
  ],
  [
    'nobody for one’s own product for any customer',
    { local: [forAnyCustomer()] },
    { from: agency },
    'UnresolvedReceiver no-receiver',
  ],
  [
    'nobody by another product',
    { local: [local({ products: [{ id: otherProduct }] })] },
    {},
    'UnresolvedReceiver no-receiver',
  ],
  [
    'nobody by an agreement that has ended',
    { local: [local({ valid: { from: '2020-01-01', to: '2021-01-01' } })] },
    {},
    'UnresolvedReceiver no-receiver',
  ],
  [
    'nobody by another transfer type',
    { local: [local({ transferType: 'synch' })] },
    {},
    'UnresolvedReceiver no-receiver',
  ],
  [
    'several, each once',
    {
      local: [
        local(),
        local({ uuid: otherUuid, principal: { address: third } }),
        local({ uuid: thirdUuid, principal: { address: third } }),
      ],
    },
    {},
    `${agency} ${third}`,
  ],
  [
    'only one of a synchronous request',
    { local: [local(), local({ uuid: otherUuid, principal: { address: third } })] },
    { transferType: 'synch', sequenceType: 'request' },
    'IllegalReceiver several-receivers',
  ],
  [
    'that of the agreement which the label names',
    { local: [local(), local({ uuid: otherUuid, principal: { address: third } })] },
    { agreement: otherUuid },
    third,
  ],
  [
    'none of a named one that is unknown',
    { local: [local()] },
    { agreement: otherUuid },
    'MissingAgreement unknown-agreement',
  ],
  [
    'none of a named one that has ended',
    { local: [local({ valid: { from: '2020-01-01', to: '2021-01-01' } })] },
    { agreement: uuid },
    'IllegalAgreement no-longer-valid',
  ],
  [
    'none of a named one that is with others',
    { local: [local()] },
    { agreement: uuid, from: stranger },
    'IllegalAgreement other-parties',
  ],
  [
    'none of a named one the other way',
    { local: [local()] },
    { agreement: uuid, from: agency },
    'IllegalAgreement other-direction',
  ],
  [
    'none of a named one with any customer',
    { local: [forAnyCustomer()] },
    { agreement: uuid, from: agency, ...reply },
    'UnresolvedReceiver no-receiver',
  ],
  ['the principal of a public agreement', { published: [published()] }, { from: stranger }, agency],
  [
    'local ones before public ones',
    { local: [local()], published: [published({ principal: third })] },
    {},
    agency,
  ],
  [
    'the public one where the local one is for other senders',
    { local: [local()], published: [published({ principal: third })] },
    { from: stranger },
    third,
  ],
]

for (const [title, known, asked, resolved] of rows) {
  test(`a message without to goes to ${title}`, () => {
    const found = resolveReceivers(
      { from: employer, product, transferType: 'asynch', sequenceType: 'event', ...asked },
      { local: [], published: [], ...known },
      wednesday,
    )
    const text =
      found.outcome === 'resolved'
        ? found.receivers.map(({ address }) => address).join(' ')
        : `${found.code} ${found.rule}`
    assert.equal(text, resolved)
  })
}

test('a receiver comes with the first agreement that gives it', () => {
  const found = resolveReceivers(
    { from: employer, product, transferType: 'asynch', sequenceType: 'event' },
    { local: [local(), local({ uuid: otherUuid })], published: [] },
    wednesday,
  )
  assert.deepEqual(found, { outcome: 'resolved', receivers: [{ address: agency, agreement: uuid }] })
})
