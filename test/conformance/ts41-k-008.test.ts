import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  acknowledged,
  arrived,
  fetched,
  listed,
  receiptOf,
  receiptSays,
  sent,
  told,
} from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { shsMessage } from '../support/shs-message.ts'
import {
  agreementUuid,
  employerNumber,
  productUuid,
  sickAgreement,
  startTwoNodes,
  type TwoNodes,
} from '../support/two-nodes.ts'

const quiet = productUuid(8)
const confirmed = productUuid(9)
const agreed = { customer: employerNumber, at: ['agency', 'employer'] } as const

describe(
  'TS41-K-008 an agreement that requires delivery confirmation',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes

    before(async () => {
      world = await startTwoNodes({
        products: [
          { uuid: quiet, name: 'Utan bekräftelse' },
          { uuid: confirmed, name: 'Med bekräftelse' },
        ],
        agreements: [
          { ...agreed, uuid: agreementUuid(8), product: quiet, confirm: 'no' },
          { ...agreed, uuid: agreementUuid(9), product: confirmed, confirm: 'yes' },
        ],
      })
    })
    after(() => world[Symbol.asyncDispose]())

    it('the sender has its confirm in its mailbox, and its message is acknowledged', async () => {
      const { agency, employer } = world
      const message = shsMessage({ from: employer.number, to: null, product: confirmed })
      const receiptId = await sent(employer.own, message)
      await fetched(agency.own, agency.number, message.txId)
      await receiptSays(employer.own, receiptId, 'delivered')
      await acknowledged(agency.own, agency.number, message.txId)

      const confirm = await told(employer.own, employer.number, message.corrId)
      assert.equal(confirm.product, 'confirm')
      const { label, parts } = confirm.message
      assert.match(label, /sequence-type="adm"/)
      assert.match(label, new RegExp(`<from commonName="[^"]*">urn:X-shs:${agency.number}</from>`))
      assert.match(label, new RegExp(`content\\.id="${message.contentId}"`))
      const management = parts[0]?.content.toString('latin1') ?? ''
      assert.match(
        management,
        new RegExp(`corr\\.id="${message.corrId}" content\\.id="${message.contentId}"`),
      )
      assert.match(management, /<confirmation\s*\/?>/)
      const receipt = await receiptSays(employer.own, receiptId, 'acknowledged')
      assert.ok(receipt.events.some(({ event }) => event === 'acknowledged'))
    })

    it('a second acknowledgement sends no second confirm', async () => {
      const { agency, employer } = world
      const message = shsMessage({ from: employer.number, to: null, agreement: sickAgreement })
      const receiptId = await sent(employer.own, message)
      await fetched(agency.own, agency.number, message.txId)
      await Promise.all(
        Array.from({ length: 3 }, () => acknowledged(agency.own, agency.number, message.txId)),
      )
      const confirm = await told(employer.own, employer.number, message.corrId)
      assert.match(confirm.message.label, new RegExp(`shs\\.agreement="${sickAgreement}"`))
      await acknowledged(employer.own, employer.number, confirm.txId)
      await acknowledged(agency.own, agency.number, message.txId)
      await nothingOnItsWay()
      assert.deepEqual(await listed(employer.own, employer.number, `corrid=${message.corrId}`), [])
      assert.equal((await receiptOf(employer.own, receiptId)).status, 'acknowledged')
    })

    it('where the agreement requires none, none is sent', async () => {
      const { agency, employer } = world
      const message = shsMessage({ from: employer.number, to: null, product: quiet })
      const receiptId = await sent(employer.own, message)
      await fetched(agency.own, agency.number, message.txId)
      await acknowledged(agency.own, agency.number, message.txId)
      await nothingOnItsWay()
      assert.deepEqual(await listed(employer.own, employer.number, `corrid=${message.corrId}`), [])
      assert.equal((await receiptOf(employer.own, receiptId)).status, 'delivered')
    })

    /** Confirms go in the order that they were made: when a later one is there, no earlier is on its way. */
    async function nothingOnItsWay(): Promise<void> {
      const { agency, employer } = world
      const later = shsMessage({ from: employer.number, to: null })
      await sent(employer.own, later)
      await fetched(agency.own, agency.number, later.txId)
      await acknowledged(agency.own, agency.number, later.txId)
      await told(employer.own, employer.number, later.corrId)
    }

    it('a confirm counts only from the actor that the message went to', async () => {
      const { agency, employer } = world
      const message = shsMessage({ from: employer.number, to: null })
      const receiptId = await sent(employer.own, message)
      await arrived(agency.own, agency.number, message.txId)
      const forged = shsMessage({
        corrId: message.corrId,
        contentId: message.contentId,
        from: employer.number,
        to: employer.number,
        product: 'confirm',
        sequenceType: 'adm',
      })
      await sent(employer.own, forged)
      await arrived(employer.own, employer.number, forged.txId)
      assert.equal((await receiptOf(employer.own, receiptId)).status, 'delivered')
    })
  },
)
