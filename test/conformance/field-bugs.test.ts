/*
 * What broke in the field (shs-protocol.md 13), and the test that would see it again:
 *
 * | messages over 100 MB                            | ts41-k-004 (17 and 300 MB, memory flat)                          |
 * | two clients fetching the same message at once   | scenarios/mailbox: 'two who fetch at once'                       |
 * | a second ack making a second confirm            | ts41-k-008 node to node; scenarios/mailbox: 'an ack again'       |
 * | the LDAP connection silently lost after idling  | scenarios/ldap-directory: 'replaces a connection that …'         |
 * | a message stream read twice in an error handler | below                                                            |
 * | a synchronous reply of the wrong sequence-type  | below                                                            |
 * | receivers that insist on a file name, CRLF,     | what they are sent: below; what they send:                       |
 * |   a BOM or none, a DOCTYPE                      |   scenarios/message-forms, unit/protocol/xml-reader              |
 * | an organisation number compared with its 16     | every world of two nodes has it in certificates and directory;   |
 * |                                                 |   scenarios/identity: 'the number is read from a subject'        |
 */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import {
  acknowledged,
  fetched,
  receiptSays,
  refused,
  replied,
  sent,
  told,
} from '../support/exchange-steps.ts'
import { type FaultyPeer, startFaultyPeer } from '../support/faulty-peer.ts'
import { leftOut } from '../support/needs.ts'
import { readMessage } from '../support/read-message.ts'
import { type BuiltMessage, type MessageFacts, shsMessage } from '../support/shs-message.ts'
import {
  agencyNumber,
  agreementUuid,
  employerNumber,
  productUuid,
  startTwoNodes,
  throwAwayAuthority,
  type TwoNodes,
} from '../support/two-nodes.ts'
import { until } from '../support/until.ts'

/** Its address is that of a peer which does what a test says. */
const product = productUuid(71)

describe('what broke in the field', { skip: leftOut('slapd') && 'slapd is left out' }, () => {
  let world: TwoNodes
  let peer: FaultyPeer

  before(async () => {
    const authority = await throwAwayAuthority()
    const order = { organisationNumber: agencyNumber, commonName: 'agency.shs.example' }
    peer = await startFaultyPeer({ identity: await authority.issue(order), keepBytes: 8 * 1024 * 1024 })
    world = await startTwoNodes({
      authority,
      products: [{ uuid: product, name: 'Till den som felar', url: peer.url }],
      agreements: [
        { uuid: agreementUuid(71), product, customer: employerNumber, at: ['employer'], flow: 'any' },
      ],
    })
  })
  after(async () => {
    await world[Symbol.asyncDispose]()
    await peer[Symbol.asyncDispose]()
  })

  function toPeer(facts: MessageFacts): BuiltMessage {
    return shsMessage({ from: employerNumber, to: agencyNumber, product, ...facts })
  }

  function taken(txId: string): Promise<Buffer> {
    return until(`the peer has ${txId}`, () => peer.taken.get(txId)?.octets)
  }

  for (const [where, size] of [
    ['in the database', 60_000],
    ['in a file', 3_000_000],
  ] as const) {
    it(`a delivery that broke is tried again with the whole message, its body ${where}`, async () => {
      const { employer } = world
      const content = randomBytes(size)
      const calls = peer.calls.length
      peer.next(
        { kind: 'reset', afterBytes: size / 2 },
        { kind: 'answer', status: 500, text: 'stream closed', early: 'closes' },
        { kind: 'loseAnswer' },
      )
      const message = toPeer({ parts: [{ content, fileName: 'fil.bin' }] })
      const receiptId = await sent(employer.own, message)
      const receipt = await receiptSays(employer.own, receiptId, 'delivered')
      assert.ok(receipt.events.some(({ event }) => event === 'tried'))
      assert.equal(peer.calls.length - calls, 4)
      const { parts } = readMessage(await taken(message.txId))
      assert.ok(parts[0]?.content.equals(content))
    })
  }

  it('a synchronous reply of the wrong sequence-type goes on as a reply', async () => {
    for (const sequenceType of ['event', 'request', 'reply']) {
      const request = toPeer({ transferType: 'synch', sequenceType: 'request' })
      answerOnce({
        txId: request.txId,
        corrId: request.corrId,
        sequenceType,
        parts: [{ content: Buffer.from('svaret'), fileName: 'svar.txt' }],
      })
      const { label, parts } = await replied(world.employer.own, request)
      assert.match(label, / sequence-type="reply"/)
      assert.match(label, new RegExp(`tx\\.id="${request.txId}" corr\\.id="${request.corrId}"`))
      assert.equal(parts[0]?.content.toString('latin1'), 'svaret')
    }
  })

  it('a reply to something else, of somebody else, or of no message at all is none', async () => {
    const request = toPeer({ transferType: 'synch', sequenceType: 'request' })
    const { txId, corrId } = request
    for (const wrong of [
      { txId: randomUUID(), corrId },
      { txId, corrId, from: employerNumber },
    ]) {
      answerOnce({ sequenceType: 'reply', ...wrong })
      await refused(world.employer.own, request, 'MissingDeliveryExecution')
    }
    peer.next({ kind: 'answer', status: 200, text: '<html>Välkommen</html>' })
    await refused(world.employer.own, request, 'MissingDeliveryExecution')
  })

  /** The peer's next answer is a synchronous reply of the agency's. */
  function answerOnce(facts: MessageFacts): void {
    const reply = shsMessage({
      from: agencyNumber,
      to: employerNumber,
      product,
      transferType: 'synch',
      ...facts,
    })
    peer.next({
      kind: 'custom',
      async handle(request, response) {
        for await (const _ of request);
        response.writeHead(200, { 'content-type': 'message/rfc822' }).end(reply.octets)
      },
    })
  }

  it('a peer gets CRLF line ends, no BOM, a DOCTYPE on its own line, quoted names and a small head', async () => {
    const part = [
      'Content-Type: text/plain',
      'Content-Transfer-Encoding: binary',
      'Content-Disposition: attachment; filename="lön åäö.txt"',
    ]
    const message = toPeer({
      lineEnd: '\n',
      parts: [{ content: Buffer.from('rad\n'), fileName: 'lön åäö.txt', headers: part }],
    })
    const label = Buffer.from(message.octets.toString('latin1').replace(/<!DOCTYPE[^>]*>\n/, ''), 'latin1')
    await sent(world.employer.own, { ...message, octets: label })
    const octets = await taken(message.txId)
    demandSendable(octets)
    const text = octets.toString('latin1')
    assert.match(text, /\r\nContent-Disposition: attachment; filename="lön åäö\.txt"\r\n/)
    assert.match(text, /<data datapartType="fil" filename="lön åäö\.txt"/)
    assert.equal(readMessage(octets).parts[0]?.content.toString('latin1'), 'rad\n')
    assert.match(String(peer.calls.at(-1)?.headers['content-type']), /^message\/rfc822$/)
  })

  it('so does the receiver of a confirm and of an error message', async () => {
    const { agency, employer } = world
    const message = shsMessage({ from: employerNumber, to: agencyNumber })
    await sent(employer.own, message)
    await fetched(agency.own, agency.number, message.txId)
    await acknowledged(agency.own, agency.number, message.txId)
    const confirm = await told(employer.own, employerNumber, message.corrId)

    const refusedByPeer = toPeer({})
    peer.next({ kind: 'answer', status: 400, headers: { 'X-shs-errorcode': 'IllegalReceiver' }, text: 'Nej' })
    await sent(employer.own, refusedByPeer)
    const error = await told(employer.own, employerNumber, refusedByPeer.corrId)
    assert.equal(error.errorCode, 'IllegalReceiver')

    for (const { product: kind, message: adm } of [confirm, error]) {
      const [part] = adm.parts
      assert.match(
        part?.headers ?? '',
        new RegExp(`^Content-Disposition: attachment; filename="${kind}\\.xml"$`, 'm'),
      )
      assert.match(part?.headers ?? '', /^Content-Type: text\/xml; charset=ISO-8859-1$/m)
      const xml = part?.content.toString('latin1') ?? ''
      assert.match(
        xml,
        /^<\?xml version="1\.0" encoding="ISO-8859-1"\?>\n<!DOCTYPE shs\.management SYSTEM "shs-management-1\.2\.dtd">\n/,
      )
      assert.match(adm.label, new RegExp(`<data datapartType="${kind}" filename="${kind}\\.xml"`))
    }
  })

  /** What a node of the field reads without a complaint (shs-protocol.md 2, 14). */
  function demandSendable(octets: Buffer): void {
    const text = octets.toString('latin1')
    const head = text.slice(0, text.indexOf('\r\n\r\n'))
    const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? ''
    assert.match(
      head,
      /^Subject: SHS Message\r\nMIME-Version: 1\.0\r\nContent-Type: multipart\/mixed; boundary="/,
    )
    assert.doesNotMatch(head, /[^\r]\n/)
    assert.ok(text.endsWith(`\r\n--${boundary}--\r\n`))
    assert.match(
      text,
      /\r\nContent-Type: text\/xml; charset=ISO-8859-1\r\nContent-Transfer-Encoding: binary\r\n\r\n<\?xml version="1\.0" encoding="ISO-8859-1"\?>\n<!DOCTYPE shs\.label SYSTEM "shs-label-1\.2\.dtd">\n<shs\.label /,
    )
    assert.match(text, /<shs\.label [^>]*status="production"/)
    assert.ok(text.indexOf('</shs.label>') < 4096)
  }
})
