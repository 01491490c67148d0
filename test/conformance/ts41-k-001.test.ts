import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { arrived, fetched, receiptOf, receiptSays, sent } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { shsMessage } from '../support/shs-message.ts'
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts'
import { until } from '../support/until.ts'

describe(
  'TS41-K-001 an asynchronous message, addressed directly',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes

    before(async () => {
      world = await startTwoNodes()
    })
    after(() => world[Symbol.asyncDispose]())

    it('is listed at the receiver, fetched intact, and listed no longer', async () => {
      const { agency, employer } = world
      const content = randomBytes(5000)
      const message = shsMessage({
        from: employer.number,
        to: agency.number,
        originator: 'Lönesystemet',
        endRecipient: 'Enheten för sjukpenning',
        parts: [{ content, fileName: 'sjuk.bin', contentType: 'application/octet-stream' }],
      })
      const receiptId = await sent(employer.own, message)

      const { attributes } = await arrived(agency.own, agency.number, message.txId)
      assert.equal(attributes['from'], `urn:X-shs:${employer.number}`)
      assert.equal(attributes['to'], `urn:X-shs:${agency.number}`)
      assert.equal(attributes['corr.id'], message.corrId)
      assert.equal(attributes['content.id'], message.contentId)
      assert.equal(attributes['status'], 'production')

      const { label, parts } = await fetched(agency.own, agency.number, message.txId)
      assert.deepEqual(
        parts.map((part) => part.content),
        [content],
      )
      assert.match(label, /<from commonName="Exempelkommunen"/)
      assert.match(label, /<to commonName="Exempelmyndigheten"/)
      assert.match(label, /<originator[^>]*>Lönesystemet<\/originator>/)
      const passed = [...label.matchAll(/<history [^>]*node\.id="([^"]+)"/g)].map(([, node]) => node)
      assert.deepEqual(passed, ['employer-1', 'agency-1'])
      await receiptSays(employer.own, receiptId, 'delivered')
    })

    it('comes in the other direction as a reply', async () => {
      const { agency, employer } = world
      const message = shsMessage({ from: agency.number, to: employer.number, sequenceType: 'reply' })
      await sent(agency.own, message)
      const { label, parts } = await fetched(employer.own, employer.number, message.txId)
      assert.match(label, /sequence-type="reply"/)
      assert.equal(parts[0]?.content.toString('latin1'), 'innehåll\r\n')
    })

    it('waits in the mailbox within the organisation that it is addressed to', async () => {
      const { agency, employer } = world
      const mailbox = `${agency.number}.sjukpenning`
      const message = shsMessage({ from: employer.number, to: mailbox })
      await sent(employer.own, message)
      await fetched(agency.own, mailbox, message.txId)
    })

    it('waits while the node of its receiver is down, and goes when it is up', async () => {
      const { agency, employer } = world
      await agency.node().stop()
      const message = shsMessage({ from: employer.number, to: agency.number })
      const receiptId = await sent(employer.own, message)
      await until('a delivery was tried', async () => {
        const { status, events } = await receiptOf(employer.own, receiptId)
        assert.equal(status, 'queued')
        return events.some(({ event }) => event === 'tried') || undefined
      })
      await agency.start()
      await fetched(agency.own, agency.number, message.txId)
      await receiptSays(employer.own, receiptId, 'delivered')
    })
  },
)
