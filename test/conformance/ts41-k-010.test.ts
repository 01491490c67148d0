import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { kvittens } from '../support/node-process.ts'
import { listed, receiptSays, refused, sent, told } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { shsMessage } from '../support/shs-message.ts'
import {
  agreementUuid,
  employerNumber,
  nodelessNumber,
  productUuid,
  sickAgreement,
  startTwoNodes,
  type TwoNodes,
} from '../support/two-nodes.ts'

const without = productUuid(10)
const known = { customer: employerNumber, at: ['employer'] } as const
/** Of which the agency's node knows nothing. */
const oneSided = { ...known, uuid: agreementUuid(11), product: productUuid(11) } as const
const ended = { ...known, uuid: agreementUuid(12), product: productUuid(12), validTo: '2020-12-31' } as const
const toCome = {
  ...known,
  uuid: agreementUuid(13),
  product: productUuid(12),
  validFrom: '2199-01-01',
} as const
const ofAnother = { ...known, uuid: agreementUuid(14), product: without, customer: nodelessNumber } as const
/** Ended at the agency, and not at the employer. */
const differing = { uuid: agreementUuid(15), product: productUuid(15), customer: employerNumber } as const

describe(
  'TS41-K-010 an agreement that is missing or wrong',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes

    before(async () => {
      world = await startTwoNodes({
        products: [10, 11, 12, 15].map((index) => ({ uuid: productUuid(index), name: `Produkt ${index}` })),
        agreements: [
          oneSided,
          ended,
          toCome,
          ofAnother,
          { ...differing, at: ['employer'] },
          { ...differing, at: ['agency'], validTo: '2020-12-31' },
        ],
      })
    })
    after(() => world[Symbol.asyncDispose]())

    for (const [what, facts, code] of [
      ['on a product type without one', { product: without }, 'MissingAgreement'],
      ['that is ended or to come', { product: ended.product }, 'MissingAgreement'],
      ['that nobody knows, by its id', { agreement: agreementUuid(99) }, 'MissingAgreement'],
      ['on another product type, by its id', { agreement: oneSided.uuid }, 'IllegalAgreement'],
      ['that is ended, by its id', { product: ended.product, agreement: ended.uuid }, 'IllegalAgreement'],
      ['that is to come, by its id', { product: toCome.product, agreement: toCome.uuid }, 'IllegalAgreement'],
      ['of another customer, by its id', { product: without, agreement: ofAnother.uuid }, 'IllegalAgreement'],
    ] as const) {
      it(`at the own node: ${what} is ${code} at once, and nothing is taken`, async () => {
        const { agency, employer } = world
        const message = shsMessage({ from: employer.number, to: agency.number, ...facts })
        await refused(employer.own, message, code)
        assert.deepEqual(await listed(employer.own, employer.number), [])
      })
    }

    it('against its direction is refused, and the other way passes', async () => {
      const { agency, employer } = world
      const against = shsMessage({ from: agency.number, to: employer.number, agreement: sickAgreement })
      await refused(agency.own, against, 'IllegalAgreement')
    })

    for (const [what, facts, code] of [
      ['missing', { product: oneSided.product }, 'MissingAgreement'],
      ['missing, by its id', { product: oneSided.product, agreement: oneSided.uuid }, 'MissingAgreement'],
      ['ended', { product: differing.product }, 'MissingAgreement'],
      ['ended, by its id', { product: differing.product, agreement: differing.uuid }, 'IllegalAgreement'],
    ] as const) {
      it(`at the remote node: ${what}: ${code} reaches the sender's mailbox`, async () => {
        const { agency, employer } = world
        const message = shsMessage({ from: employer.number, to: agency.number, ...facts })
        const receiptId = await sent(employer.own, message)
        const error = await told(employer.own, employer.number, message.corrId)
        assert.deepEqual([error.product, error.errorCode], ['error', code])
        assert.match(error.errorInfo ?? '', /agency-1/)
        assert.match(error.message.label, new RegExp(`content\\.id="${message.contentId}"`))

        const receipt = await receiptSays(employer.own, receiptId, 'quarantined')
        const told1 = receipt.events.find(({ event }) => event === 'quarantined')
        assert.match(told1?.text ?? '', new RegExp(code))
        assert.deepEqual(await listed(agency.own, agency.number), [])
        const shown = await kvittens(['message', 'show', receiptId, '--config', employer.config, '--json'])
        assert.equal(shown.code, 0, shown.stderr)
        assert.match(shown.stdout, new RegExp(`"code": "${code}"`))
      })
    }
  },
)
