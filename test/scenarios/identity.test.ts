import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { createCertificateAuthority } from '../../src/adapters/trust/issue.ts'
import { subjectShapes } from '../../src/adapters/trust/subject-shapes.ts'
import { type Identity, type MtlsClient, untilClosed } from '../support/mtls-client.ts'
import { organisationNumber } from '../support/organisation-numbers.ts'
import { listedTxIds } from '../support/read-message.ts'
import { shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, stranger, type TestWorld } from '../support/test-world.ts'

const oid = { commonName: '2.5.4.3', serialNumber: '2.5.4.5' }
const provider = organisationNumber(70)
const customer = organisationNumber(71)
const day = 86_400_000

describe('the caller is its certificate', () => {
  let world: TestWorld
  let agency: MtlsClient
  let employer: MtlsClient

  before(async () => {
    world = await createWorld({
      registry: [
        `kind: actor\norganisationNumber: "${provider}"\nname: Ombudet AB\nmailbox: true\nmayAlsoSpeakFor: ["${organisationNumber(1)}"]\n`,
        `kind: tenant\norganisationNumber: "${customer}"\nname: Kunden AB\nproviders: [ { number: "${provider}", may: [send] } ]\n`,
      ].join('---\n'),
    })
    await world.start()
    agency = world.client(world.agency)
    employer = world.client(world.employer(0))
  })

  after(() => world[Symbol.asyncDispose]())

  const waiting = async (): Promise<readonly string[]> =>
    listedTxIds((await agency.list(agencyNumber, 'filter=noack')).body)

  it("another's from is 403, says whose certificate it is, and nothing is stored", async () => {
    const victim = world.employer(1).number
    for (const bytes of [10, 300_000]) {
      const forged = shsMessage({ from: victim, parts: [{ content: Buffer.alloc(bytes, 'x') }] })
      const answer = await employer.send(forged.octets)
      assert.equal(answer.status, 403)
      assert.match(answer.text, new RegExp(`${world.employer(0).number}.*${victim}`))
      assert.match(String(answer.headers['kvittens-attempt']), /^[0-9A-Z-]{19}$/)
      assert.equal(answer.headers['x-shs-localid'], undefined)
    }
    assert.deepEqual(await waiting(), [])
  })

  it("another's mailbox is 403: to list, to fetch, to acknowledge", async () => {
    const sent = shsMessage({ from: world.employer(0).number })
    assert.equal((await employer.send(sent.octets)).status, 202)
    for (const answer of [
      await employer.list(agencyNumber),
      await employer.list(`${agencyNumber}.internal`),
      await employer.fetch(agencyNumber, sent.txId),
      await employer.acknowledge(agencyNumber, sent.txId),
      await employer.list(stranger),
    ]) {
      assert.equal(answer.status, 403)
      assert.match(answer.text, new RegExp(world.employer(0).number))
    }
    assert.ok((await waiting()).includes(sent.txId))
  })

  it('a message in one mailbox is not found in another of the same caller', async () => {
    const sent = shsMessage({ from: world.employer(0).number })
    assert.equal((await employer.send(sent.octets)).status, 202)
    assert.equal((await agency.fetch(`${agencyNumber}.internal`, sent.txId)).status, 404)
    assert.equal((await agency.acknowledge(`${agencyNumber}.internal`, sent.txId)).status, 404)
    assert.ok((await waiting()).includes(sent.txId))
  })

  it('a provider sends for whom the registry says, and must say for whom', async () => {
    const speaks = world.client(
      await world.issue('provider', { organisationNumber: provider, commonName: 'ombud.example' }),
    )
    for (const from of [provider, organisationNumber(1), customer]) {
      assert.equal((await speaks.send(shsMessage({ from }).octets)).status, 202, from)
    }
    const nameless = await speaks.send(shsMessage({ from: null, originator: 'Åsa' }).octets)
    assert.deepEqual([nameless.status, nameless.headers['x-shs-errorcode']], [400, 'IllegalSender'])
    assert.match(nameless.text, new RegExp(organisationNumber(1)))
    assert.equal((await speaks.send(shsMessage({ from: world.employer(0).number }).octets)).status, 403)
    assert.equal((await speaks.list(organisationNumber(1))).status, 200)
    assert.equal((await speaks.list(customer)).status, 403)
  })

  it('without from, a caller that speaks for itself alone is the sender', async () => {
    const sent = await employer.send(shsMessage({ from: null, originator: 'Åsa' }).octets)
    assert.equal(sent.status, 202)
    const receipt = JSON.parse((await agency.receipt(String(sent.headers['x-shs-localid']))).text)
    assert.equal(receipt.from, world.employer(0).number)
  })

  for (const shape of subjectShapes) {
    if (shape === 'none') continue
    it(`the number is read from a subject of the shape ${shape}`, async () => {
      const number = world.employer(0).number
      const identity = await world.issue(`shape-${shape}`, {
        organisationNumber: number,
        commonName: 'x.example',
        shape,
      })
      const answer = await world.client(identity).send(shsMessage({ from: number }).octets)
      assert.equal(answer.status, 202, answer.text)
    })
  }

  it('works with TLS 1.2 as well', async () => {
    const old = world.client(world.employer(0), { maxVersion: 'TLSv1.2' })
    assert.equal((await old.send(shsMessage({ from: world.employer(0).number }).octets)).status, 202)
  })

  describe('a certificate that is not good enough is told what is wrong, before any body:', () => {
    interface Bad {
      readonly what: string
      readonly identity: () => Promise<Pick<Identity, 'certificatePem' | 'keyPem'> | undefined>
      readonly words: RegExp
    }
    const order = { organisationNumber: organisationNumber(0), commonName: 'e0.example' }
    const bad: readonly Bad[] = [
      { what: 'none shown', identity: async () => undefined, words: /certificate/i },
      {
        what: 'unknown CA',
        identity: async () => {
          const other = await createCertificateAuthority({ name: 'Okänd CA', now: Date.now() })
          return world.issue('unknown-ca', order, other)
        },
        words: /CA|issue/i,
      },
      {
        what: 'a CA with the name of ours and another key',
        identity: async () => {
          const other = await createCertificateAuthority({ name: 'Kvittens test CA', now: Date.now() })
          return world.issue('false-ca', order, other)
        },
        words: /CA|issue|sign/i,
      },
      {
        what: 'self-signed',
        identity: () => createCertificateAuthority({ name: 'Självsignerad', now: Date.now() }),
        words: /CA|issue|sign/i,
      },
      {
        what: 'expired',
        identity: () =>
          world.issue('expired', { ...order, notBefore: Date.now() - 9 * day, notAfter: Date.now() - day }),
        words: /expired/i,
      },
      {
        what: 'not yet valid',
        identity: () =>
          world.issue('early', { ...order, notBefore: Date.now() + day, notAfter: Date.now() + 9 * day }),
        words: /not (yet )?valid/i,
      },
      {
        what: 'a number in the wrong form',
        identity: () =>
          world.issue('wrong-form', {
            ...order,
            subject: [
              [{ oid: oid.commonName, value: 'e0.example' }],
              [{ oid: oid.serialNumber, value: '55-6000' }],
            ],
          }),
        words: /number/i,
      },
      {
        what: 'a number with digits to spare',
        identity: () =>
          world.issue('long-number', {
            ...order,
            subject: [[{ oid: oid.serialNumber, value: `99${organisationNumber(0)}` }]],
          }),
        words: /number/i,
      },
      {
        what: 'no number at all',
        identity: () => world.issue('no-number', { ...order, shape: 'none' }),
        words: /organisation number/i,
      },
      {
        what: 'an organisation that nobody knows',
        identity: () => world.issue('stranger', { organisationNumber: stranger, commonName: 'x.example' }),
        words: new RegExp(stranger),
      },
      {
        what: 'a server certificate only',
        identity: () => world.issue('server-only', { ...order, eku: ['serverAuth'] }),
        words: /clientAuth|usage/i,
      },
    ]

    for (const { what, identity, words } of bad) {
      it(what, async () => {
        const shown = await identity()
        const client = world.client(undefined, shown === undefined ? {} : { identity: shown })
        const listed = await client.list(organisationNumber(0))
        assert.equal(listed.status, 403)
        assert.match(listed.text, words)
        assert.ok(!/\n\s+at |node:|\/src\//.test(listed.text), listed.text)

        // With "Expect: 100-continue" the body is never asked for.
        const socket = await client.raw()
        const said = untilClosed(socket)
        socket.write(
          'POST /shs/rs HTTP/1.1\r\nHost: localhost\r\nContent-Type: message/rfc822\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n',
        )
        await once(socket, 'data')
        socket.end()
        const answer = await said
        assert.match(answer, /^HTTP\/1\.1 403 /)
        assert.match(answer, words)

        // Without it, the words still arrive when the body is on its way, and the connection is closed.
        const sent = await client.send(
          shsMessage({ parts: [{ content: Buffer.alloc(1_000_000, 'x') }] }).octets,
        )
        assert.equal(sent.status, 403)
        assert.match(sent.text, words)
        assert.equal(sent.headers['connection'], 'close')
      })
    }
  })

  it('a good caller is asked for its body with 100 Continue', async () => {
    const message = shsMessage({ from: world.employer(0).number })
    const socket = await employer.raw()
    const said = untilClosed(socket)
    socket.write(
      `POST /shs/rs HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${message.octets.length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`,
    )
    await once(socket, 'data')
    socket.write(message.octets)
    assert.match(await said, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 202 /)
  })

  it('rejected callers are in the log by code, and the ledger tells nothing of them', async () => {
    const lines = await world.logLines()
    const rejected = lines.filter(({ event }) => event === 'rejectedCaller')
    assert.ok(rejected.length > 0)
    assert.ok(rejected.every(({ code, receiptId }) => typeof code === 'string' && receiptId === undefined))
  })
})
