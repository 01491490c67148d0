import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { listed, receiptOf, receiptSays, sent, told } from '../support/exchange-steps.ts'
import { type FaultyPeer, startFaultyPeer } from '../support/faulty-peer.ts'
import { leftOut } from '../support/needs.ts'
import { shsMessage } from '../support/shs-message.ts'
import {
  agencyNumber,
  agreementUuid,
  employerNumber,
  productUuid,
  startTwoNodes,
  strangerNumber,
  throwAwayAuthority,
  type TwoNodes,
} from '../support/two-nodes.ts'

const toUnknownIssuer = productUuid(91)
const toOtherNumber = productUuid(92)
const agreed = { at: ['employer'], customer: employerNumber } as const

describe(
  'TS41-K-009 a certificate of an unknown issuer',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes
    /** Each stands at an address of the agency: one with its number by a foreign CA, one with another's number. */
    let unknownIssuer: FaultyPeer
    let otherNumber: FaultyPeer

    before(async () => {
      const authority = await throwAwayAuthority()
      const foreign = await throwAwayAuthority()
      const order = { organisationNumber: agencyNumber, commonName: 'agency.shs.example' }
      unknownIssuer = await startFaultyPeer({ identity: await foreign.issue(order) })
      otherNumber = await startFaultyPeer({
        identity: await authority.issue({ ...order, organisationNumber: strangerNumber }),
      })
      world = await startTwoNodes({
        authority,
        giveUpAfter: '700ms',
        products: [
          { uuid: toUnknownIssuer, name: 'Okänd utfärdare', url: unknownIssuer.url },
          { uuid: toOtherNumber, name: 'Annan organisation', url: otherNumber.url },
        ],
        agreements: [
          { ...agreed, uuid: agreementUuid(91), product: toUnknownIssuer },
          { ...agreed, uuid: agreementUuid(92), product: toOtherNumber },
        ],
      })
    })
    after(async () => {
      await world[Symbol.asyncDispose]()
      await unknownIssuer[Symbol.asyncDispose]()
      await otherNumber[Symbol.asyncDispose]()
    })

    it('of a caller is refused by a node, in words, and nothing is taken', async () => {
      const { agency, employer } = world
      const foreign = await throwAwayAuthority()
      const order = { organisationNumber: employer.number, commonName: employer.serverName }
      const identity = await world.issue('foreign', order, foreign)
      for (const node of [agency, employer]) {
        const caller = node.client(identity, { serverName: node.serverName })
        const message = shsMessage({ from: employer.number, to: agency.number })
        const answer = await caller.send(message.octets)
        assert.equal(answer.status, 403, answer.text)
        assert.match(answer.text, /issue|CA/)
        assert.equal((await caller.list(employer.number)).status, 403)
        const waiting = await listed(agency.own, agency.number, 'filter=noack')
        assert.deepEqual(waiting, [])
      }
    })

    for (const [what, product, peer] of [
      ['of an unknown issuer', toUnknownIssuer, () => unknownIssuer],
      ["with another organisation's number", toOtherNumber, () => otherNumber],
    ] as const) {
      it(`${what}, of the node at an address, is given nothing, and the sender is told`, async () => {
        const { agency, employer } = world
        const message = shsMessage({ from: employer.number, to: agency.number, product })
        const receiptId = await sent(employer.own, message)
        const waiting = await receiptOf(employer.own, receiptId)
        assert.ok(['queued', 'quarantined'].includes(waiting.status), waiting.status)

        const error = await told(employer.own, employer.number, message.corrId)
        assert.deepEqual([error.product, error.errorCode], ['error', 'MissingDeliveryExecution'])
        assert.match(error.errorInfo ?? '', /certificate/i)
        const receipt = await receiptSays(employer.own, receiptId, 'quarantined')
        assert.match(receipt.events.at(-1)?.text ?? '', /certifikat/)
        assert.equal(peer().octets, 0)
        assert.ok(peer().connections > 0)
      })
    }
  },
)
