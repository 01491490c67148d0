import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  arrived,
  arrivedBy,
  fetched,
  receiptOf,
  receiptSays,
  refused,
  sent,
  told,
} from '../support/exchange-steps.ts'
import { kvittens } from '../support/node-process.ts'
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

const several = productUuid(20)
const toCustomer = { product: several, flow: 'to-customer' } as const

describe(
  'TS41-K-002 an asynchronous message, addressed by product, with text',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes

    before(async () => {
      world = await startTwoNodes({
        products: [{ uuid: several, name: 'Meddelande till alla' }],
        agreements: [
          { ...toCustomer, uuid: agreementUuid(20), at: ['agency', 'employer'], customer: employerNumber },
          { ...toCustomer, uuid: agreementUuid(21), at: ['agency'], customer: nodelessNumber },
        ],
      })
    })
    after(() => world[Symbol.asyncDispose]())

    const text = Buffer.from('Räksmörgås på ö\r\nrad 2 med § och ½\r\n', 'latin1')
    const part = { content: text, fileName: 'text.txt', contentType: 'text/plain; charset=iso-8859-1' }

    it('reaches the receiver that the agreement gives', async () => {
      const { agency, employer } = world
      const message = shsMessage({ from: employer.number, to: null, parts: [part] })
      const receiptId = await sent(employer.own, message)
      const { attributes } = await arrived(agency.own, agency.number, message.txId)
      assert.equal(attributes['to'], `urn:X-shs:${agency.number}`)
      const { label, parts } = await fetched(agency.own, agency.number, message.txId)
      assert.deepEqual(parts[0]?.content, text)
      assert.match(parts[0]?.headers ?? '', /^Content-Type: text\/plain; charset=iso-8859-1$/im)
      assert.match(label, new RegExp(`<to commonName="Exempelmyndigheten">urn:X-shs:${agency.number}</to>`))
      const { to } = await receiptSays(employer.own, receiptId, 'delivered')
      assert.equal(to, agency.number)
    })

    it('reaches it by the agreement that the label names', async () => {
      const { agency, employer } = world
      const message = shsMessage({ from: employer.number, to: null, agreement: sickAgreement })
      await sent(employer.own, message)
      const { label } = await fetched(agency.own, agency.number, message.txId)
      assert.match(label, new RegExp(`shs\\.agreement="${sickAgreement}"`))
    })

    it('is refused at once where no agreement gives a receiver', async () => {
      const { agency, employer } = world
      const message = shsMessage({ from: agency.number, to: null })
      assert.match(await refused(agency.own, message, 'UnresolvedReceiver'), /no receiver|agreement/i)
      const named = shsMessage({ from: employer.number, to: null, agreement: agreementUuid(99) })
      await refused(employer.own, named, 'MissingAgreement')
    })

    it('goes to each of several receivers, and what hinders one hinders no other', async () => {
      const { agency, employer } = world
      const message = shsMessage({ from: agency.number, to: null, product: several, parts: [part] })
      const receiptId = await sent(agency.own, message)
      const { attributes } = await arrivedBy(employer.own, employer.number, `corrid=${message.corrId}`)
      const txId = attributes['tx.id'] ?? ''
      assert.notEqual(txId, message.txId)
      const { parts } = await fetched(employer.own, employer.number, txId)
      assert.deepEqual(parts[0]?.content, text)
      const error = await told(agency.own, agency.number, message.corrId)
      assert.deepEqual([error.product, error.errorCode], ['error', 'MissingDeliveryAddress'])
      const { copies = [] } = await receiptOf(agency.own, receiptId)
      assert.deepEqual(Object.fromEntries(copies.map(({ to, status }) => [to, status])), {
        [employer.number]: 'delivered',
        [nodelessNumber]: 'quarantined',
      })
      const shown = await kvittens(['message', 'show', message.txId, '--config', agency.config, '--json'])
      const looked: {
        readonly state: string
        readonly copies: readonly { readonly to: string; readonly state: string }[]
      } = JSON.parse(shown.stdout)
      assert.equal(looked.state, 'split', shown.stderr)
      assert.deepEqual(Object.fromEntries(looked.copies.map(({ to, state }) => [to, state])), {
        [employer.number]: 'sent',
        [nodelessNumber]: 'quarantined',
      })
      const copy = await kvittens(['message', 'show', txId, '--config', agency.config, '--json'])
      assert.deepEqual(JSON.parse(copy.stdout).deliveryAddress, { url: employer.url, from: 'directory' })
    })
  },
)
