import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { refused, replied } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { type OwnSystem, startOwnSystem } from '../support/own-system.ts'
import { shsMessage } from '../support/shs-message.ts'
import { agreementUuid, productUuid, startTwoNodes, type TwoNodes } from '../support/two-nodes.ts'

const open = { uuid: productUuid(51), name: 'Öppen för alla', publicAgreement: agreementUuid(51) }
const closed = { uuid: productUuid(52), name: 'Utan överenskommelse' }

describe(
  'TS42-K-003 a synchronous question and answer by a public agreement',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes
    let system: OwnSystem

    before(async () => {
      system = await startOwnSystem(({ file }) => ({ file: Buffer.concat([file, Buffer.from(' svar')]) }))
      world = await startTwoNodes({
        products: [open, closed],
        settings: {
          agency: `handlers: [ { name: open, product: ${open.uuid}, url: "${system.url}" }, { name: closed, product: ${closed.uuid}, url: "${system.url}" } ]`,
        },
      })
    })
    after(async () => {
      await world[Symbol.asyncDispose]()
      await system[Symbol.asyncDispose]()
    })

    const synch = { transferType: 'synch', sequenceType: 'request' } as const
    const parts = [{ content: Buffer.from('fråga', 'latin1') }]

    for (const [what, facts] of [
      ['to the principal', {}],
      ['to the principal, by its id', { agreement: open.publicAgreement }],
      ['without a receiver, by its id', { agreement: open.publicAgreement, to: null }],
    ] as const) {
      it(`that only the directory tells of lets it pass ${what}`, async () => {
        const { agency, employer } = world
        const message = shsMessage({
          ...synch,
          parts,
          product: open.uuid,
          from: employer.number,
          to: agency.number,
          ...facts,
        })
        const reply = await replied(employer.own, message)
        assert.equal(reply.parts[0]?.content.toString('latin1'), 'fråga svar')
      })
    }

    it('is needed: without one it is refused', async () => {
      const { agency, employer } = world
      const message = shsMessage({
        ...synch,
        parts,
        product: closed.uuid,
        from: employer.number,
        to: agency.number,
      })
      await refused(employer.own, message, 'MissingAgreement')
    })
  },
)
