import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { listed, refused, replied } from '../support/exchange-steps.ts'
import { type FaultyPeer, startFaultyPeer } from '../support/faulty-peer.ts'
import { leftOut } from '../support/needs.ts'
import { kvittens } from '../support/node-process.ts'
import { type OwnSystem, startOwnSystem } from '../support/own-system.ts'
import { type MessageFacts, shsMessage, sickNotification } from '../support/shs-message.ts'
import {
  agencyNumber,
  agreementUuid,
  employerNumber,
  ping,
  productUuid,
  startTwoNodes,
  strangerNumber,
  throwAwayAuthority,
  type TwoNodes,
} from '../support/two-nodes.ts'

const byCommand = productUuid(31)
const refusing = productUuid(32)
const noAddress = productUuid(33)
const deadAddress = productUuid(34)
const faultyAddress = productUuid(35)
const unanswered = productUuid(36)

describe(
  'TS42-K-001 a synchronous question and answer, addressed directly',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes
    let system: OwnSystem
    let faulty: FaultyPeer

    before(async () => {
      const authority = await throwAwayAuthority()
      const order = { organisationNumber: agencyNumber, commonName: 'agency.shs.example' }
      faulty = await startFaultyPeer({ identity: await authority.issue(order) })
      system = await startOwnSystem(({ headers, file }) =>
        headers['x-shs-producttype'] === refusing
          ? { status: 422, file: 'No such person' }
          : {
              headers: {
                'content-type': 'text/xml; charset=iso-8859-1',
                'content-disposition': 'attachment; filename="svar.xml"',
              },
              file: Buffer.concat([Buffer.from('svar på: ', 'latin1'), file]),
            },
      )
      world = await startTwoNodes({
        authority,
        products: [
          { uuid: byCommand, name: 'Kommando' },
          { uuid: refusing, name: 'Nekande' },
          { uuid: noAddress, name: 'Utan adress', url: null },
          { uuid: deadAddress, name: 'Död adress', url: 'https://127.0.0.1:1/shs/rs' },
          { uuid: faultyAddress, name: 'Felande adress', url: faulty.url },
          { uuid: unanswered, name: 'Obesvarad' },
        ],
        agreements: [31, 32, 33, 34, 35, 36].map((index) => {
          const [uuid, product] = [agreementUuid(index), productUuid(index)]
          return { uuid, product, at: ['agency', 'employer'], customer: employerNumber }
        }),
        settings: {
          agency: [
            'handlers:',
            `  - { name: sjuk, product: ${sickNotification}, url: "${system.url}" }`,
            `  - { name: nekande, product: ${refusing}, url: "${system.url}" }`,
            `  - { name: versaler, product: ${byCommand}, command: [ /usr/bin/tr, a-z, A-Z ], contentType: text/plain, fileName: versaler.txt }`,
          ].join('\n'),
        },
      })
    })
    after(async () => {
      await world[Symbol.asyncDispose]()
      await system[Symbol.asyncDispose]()
      await faulty[Symbol.asyncDispose]()
    })

    function question(facts: MessageFacts = {}) {
      return shsMessage({
        from: employerNumber,
        to: agencyNumber,
        transferType: 'synch',
        sequenceType: 'request',
        parts: [
          { content: Buffer.from('fråga', 'latin1'), fileName: 'fråga.txt', contentType: 'text/plain' },
        ],
        ...facts,
      })
    }

    it('is answered on the same connection by the system behind the remote node', async () => {
      const { employer, agency } = world
      const message = question({ originator: 'Handläggaren', endRecipient: 'Registret' })
      const { label, parts } = await replied(employer.own, message)
      assert.deepEqual(
        parts.map(({ content }) => content.toString('latin1')),
        ['svar på: fråga'],
      )
      assert.match(parts[0]?.headers ?? '', /^Content-Type: text\/xml; charset=iso-8859-1$/im)
      assert.match(parts[0]?.headers ?? '', /filename="svar\.xml"/)
      assert.match(label, new RegExp(`tx\\.id="${message.txId}" corr\\.id="${message.corrId}"`))
      assert.match(label, /transfer-type="synch"[^>]*sequence-type="reply"[^>]*status="production"/)
      assert.match(label, new RegExp(`<from commonName="Exempelmyndigheten">urn:X-shs:${agency.number}<`))
      assert.match(label, new RegExp(`<to commonName="Exempelkommunen">urn:X-shs:${employer.number}<`))
      assert.match(label, /<originator[^>]*>Registret</)
      assert.match(label, /<end-recipient[^>]*>Handläggaren</)

      const asked = system.asked.at(-1)
      assert.equal(asked?.headers['x-shs-txid'], message.txId)
      assert.equal(asked?.headers['x-shs-from'], employer.number)
      assert.equal(asked?.headers['content-type'], 'text/plain')
      assert.deepEqual(await listed(agency.own, agency.number, 'filter=noack'), [])
    })

    it('is answered by a command of the remote node', async () => {
      const { employer } = world
      const { label, parts } = await replied(employer.own, question({ product: byCommand }))
      assert.equal(parts[0]?.content.toString('latin1'), 'FR\xe5GA')
      assert.match(parts[0]?.headers ?? '', /filename="versaler\.txt"/)
      assert.match(label, /sequence-type="reply"/)
    })

    it('with 20 MB each way comes through octet for octet', async () => {
      const { employer } = world
      const content = randomBytes(20_000_000)
      const { parts } = await replied(employer.own, question({ parts: [{ content, fileName: 'stor.bin' }] }))
      assert.ok(parts[0]?.content.subarray(9).equals(content))
    })

    it('asked again runs again, and asked twice at once gets the same answer', async () => {
      const { employer } = world
      const message = question()
      const before = system.asked.length
      const both = await Promise.all([replied(employer.own, message), replied(employer.own, message)])
      for (const { parts } of both) assert.equal(parts[0]?.content.toString('latin1'), 'svar på: fråga')
      const { parts } = await replied(employer.own, message)
      assert.equal(parts[0]?.content.toString('latin1'), 'svar på: fråga')
      assert.ok(system.asked.length >= before + 2)
    })

    it('by the command line: the reply is in the file', async () => {
      const { employer } = world
      const { certificate, key } = employer.identity
      const [asked, out] = [join(world.dir, 'fråga.txt'), join(world.dir, 'svar.txt')]
      await writeFile(asked, 'fråga')
      const connection = ['--url', employer.node().machines, '--ca', world.ca, '--server', employer.number]
      const what = ['request', asked, '-t', agencyNumber, '-p', sickNotification, '--out', out]
      const { code, stderr } = await kvittens([...what, ...connection, '--cert', certificate, '--key', key])
      assert.equal(code, 0, stderr)
      const written = await readFile(out)
      assert.equal(written.toString('latin1').slice(0, 9), 'svar på: ')
    })

    it('ping is answered by the node that it is sent to, and by the node behind it', async () => {
      const { employer } = world
      for (const [to, node] of [
        [agencyNumber, 'agency-1'],
        [employerNumber, 'employer-1'],
        [null, 'employer-1'],
      ] as const) {
        const { parts } = await replied(employer.own, question({ product: ping, to }))
        assert.equal(parts[0]?.content.toString('latin1'), `ping ${node}\r\n`)
      }
    })

    it('to an actor that nobody knows is UnknownReceiver', async () => {
      const words = await refused(world.employer.own, question({ to: strangerNumber }), 'UnknownReceiver')
      assert.match(words, new RegExp(strangerNumber))
    })

    it('for which there is no address is MissingDeliveryAddress', async () => {
      await refused(world.employer.own, question({ product: noAddress }), 'MissingDeliveryAddress')
    })

    it('to an address where nobody answers is MissingDeliveryExecution, and says why', async () => {
      const { employer } = world
      const dead = await refused(employer.own, question({ product: deadAddress }), 'MissingDeliveryExecution')
      assert.match(dead, /nothing answers|refused|ECONNREFUSED/i)
      for (const [status, headers, wanted] of [
        [503, {}, /503/],
        [500, {}, /500/],
        [404, {}, /404/],
      ] as const) {
        faulty.next({ kind: 'answer', status, headers, text: 'Stängt för dagen' })
        const words = await refused(
          employer.own,
          question({ product: faultyAddress }),
          'MissingDeliveryExecution',
        )
        assert.match(words, wanted)
      }
      faulty.next({ kind: 'reset', afterBytes: 100 })
      await refused(employer.own, question({ product: faultyAddress }), 'MissingDeliveryExecution')
    })

    it("fails with the remote node's own code and words where it refuses", async () => {
      const { employer } = world
      const words = await refused(employer.own, question({ product: unanswered }), 'MissingDeliveryExecution')
      assert.match(words, /agency-1/)
      assert.match(words, /Nobody here answers/)
      const refusal = await refused(employer.own, question({ product: refusing }), 'MissingDeliveryExecution')
      assert.match(refusal, /^The receiver's system refused the request: No such person/)
    })

    it('says by Retry-After whether the same request may go well later', async () => {
      const { own } = world.employer
      const dead = await own.send(question({ product: deadAddress }).octets)
      const refused = await own.send(question({ product: refusing }).octets)
      assert.deepEqual([dead.status, dead.headers['retry-after']], [400, '30'], dead.text)
      assert.deepEqual([refused.status, refused.headers['retry-after']], [400, undefined], refused.text)
    })
  },
)
