import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { refused, replied } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { type OwnSystem, startOwnSystem } from '../support/own-system.ts'
import { shsMessage, sickNotification } from '../support/shs-message.ts'
import {
  agreementUuid,
  employerNumber,
  nodelessNumber,
  productUuid,
  sickAgreement,
  startTwoNodes,
  type TwoNodes,
} from '../support/two-nodes.ts'

const several = productUuid(41)

describe(
  'TS42-K-002 a synchronous question and answer, addressed by product',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes
    let system: OwnSystem

    before(async () => {
      system = await startOwnSystem(({ file }) => ({ file: Buffer.concat([file, Buffer.from(' svar')]) }))
      const toCustomer = { product: several, flow: 'to-customer', at: ['agency'] } as const
      world = await startTwoNodes({
        products: [{ uuid: several, name: 'Till flera' }],
        agreements: [
          { ...toCustomer, uuid: agreementUuid(41), customer: employerNumber },
          { ...toCustomer, uuid: agreementUuid(42), customer: nodelessNumber },
        ],
        settings: {
          agency: `handlers: [ { name: sjuk, product: ${sickNotification}, url: "${system.url}" } ]`,
        },
      })
    })
    after(async () => {
      await world[Symbol.asyncDispose]()
      await system[Symbol.asyncDispose]()
    })

    const synch = { to: null, transferType: 'synch', sequenceType: 'request' } as const
    const parts = [{ content: Buffer.from('fråga', 'latin1'), fileName: 'fråga.txt' }]

    it('is answered by the receiver that the agreement gives', async () => {
      const { employer, agency } = world
      for (const named of [{}, { agreement: sickAgreement }]) {
        const message = shsMessage({ ...synch, from: employer.number, parts, ...named })
        const reply = await replied(employer.own, message)
        assert.equal(reply.parts[0]?.content.toString('latin1'), 'fråga svar')
        assert.match(reply.label, new RegExp(`<from commonName="[^"]*">urn:X-shs:${agency.number}<`))
      }
      assert.equal(system.asked.at(-1)?.headers['x-shs-to'], agency.number)
    })

    it('is refused where the agreements give none, or several', async () => {
      const { agency } = world
      const none = shsMessage({ ...synch, from: agency.number })
      await refused(agency.own, none, 'UnresolvedReceiver')
      const many = shsMessage({ ...synch, from: agency.number, product: several })
      await refused(agency.own, many, 'IllegalReceiver')
    })
  },
)
