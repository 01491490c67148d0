import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createCertificateAuthority } from '../../src/adapters/trust/issue.ts'
import type { Answer, MtlsClient } from '../support/mtls-client.ts'
import { kvittens } from '../support/node-process.ts'
import { organisationNumber } from '../support/organisation-numbers.ts'
import { listedTxIds } from '../support/read-message.ts'
import { shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, type TestWorld } from '../support/test-world.ts'

const first = organisationNumber(70)
const second = organisationNumber(71)
const customer = organisationNumber(72)

const receiptOf = (answer: Answer): string => String(answer.headers['x-shs-localid'])
const attemptOf = (answer: Answer): string => String(answer.headers['kvittens-attempt'])
const tomorrow = new Date(Date.now() + 86_400_000 * 2).toISOString().slice(0, 10)

/** The customer, whose files one provider may send from long ago and another from a day on. */
const customerWith = (secondFrom: string): string =>
  `kind: tenant\norganisationNumber: "${customer}"\nname: Kunden AB\nproviders:\n` +
  `  - { number: "${first}", from: "2020-01-01", may: [send] }\n` +
  `  - { number: "${second}", from: "${secondFrom}", may: [send] }\n`

describe('who sees and who speaks', () => {
  let world: TestWorld
  let former: MtlsClient
  let newcomer: MtlsClient
  let employer: MtlsClient
  let agency: MtlsClient
  let onTest: MtlsClient

  before(async () => {
    const actor = (number: string): string =>
      `kind: actor\norganisationNumber: "${number}"\nname: Ombud ${number}\n`
    world = await createWorld({
      registry: [actor(first), actor(second), customerWith('2020-01-01')].join('---\n'),
    })
    const testAuthority = await createCertificateAuthority({ name: 'Test side CA', now: Date.now() })
    await writeFile(join(world.dir, 'test-ca.crt'), testAuthority.certificatePem)
    await world.start({
      env: { KVITTENS_MACHINES_TRUST: '[ca.crt, { ca: test-ca.crt, side: test }]' },
    })
    const certificateOf = (number: string): ReturnType<TestWorld['issue']> =>
      world.issue(number, { organisationNumber: number, commonName: `${number}.example` })
    former = world.client(await certificateOf(first))
    newcomer = world.client(await certificateOf(second))
    employer = world.client(world.employer(0))
    agency = world.client(world.agency)
    const order = { organisationNumber: world.employer(0).number, commonName: 'test.example' }
    onTest = world.client(await world.issue('test-side', order, testAuthority))
  })

  after(() => world[Symbol.asyncDispose]())

  it('a provider sees what came since its right began, and what it sent itself', async () => {
    const sent = await former.send(shsMessage({ from: customer }).octets)
    assert.equal(sent.status, 202)
    assert.equal((await newcomer.receipt(receiptOf(sent))).status, 200)
    await writeFile(join(world.dir, 'registry', 'later.yaml'), customerWith(tomorrow))
    const imported = await kvittens([
      'import',
      join(world.dir, 'registry', 'later.yaml'),
      '--config',
      world.config,
    ])
    assert.equal(imported.code, 0, imported.stderr)
    assert.equal((await newcomer.receipt(receiptOf(sent))).status, 404)
    assert.equal((await former.receipt(receiptOf(sent))).status, 200)
  })

  it('a provider that leaves out from must say for whom it sends', async () => {
    const answer = await former.send(shsMessage({ from: null, originator: 'Anna' }).octets)
    assert.equal(answer.status, 400)
    assert.equal(answer.headers['x-shs-errorcode'], 'IllegalSender')
    assert.match(answer.text, new RegExp(`${first}, ${customer}`))
  })

  it('ids that no HTTP header can hold are answered, and kept once', async () => {
    const message = shsMessage({ from: world.employer(0).number, corrId: 'XLXabc', contentId: 'XOX1' })
    const text = message.octets.toString('latin1')
    const escaped = Buffer.from(text.replaceAll('XLX', '&#322;').replaceAll('XOX', '&#337;'), 'latin1')
    for (const duplicate of ['no', 'yes']) {
      const answer = await employer.send(escaped)
      assert.equal(answer.status, 202, answer.text)
      assert.equal(answer.headers['x-shs-duplicatemsg'], duplicate)
      assert.equal(answer.headers['x-shs-corrid'], '?abc')
    }
  })

  it('an endless corr.id is refused by a limit', async () => {
    const answer = await employer.send(shsMessage({ corrId: 'c'.repeat(256) }).octets)
    assert.equal(answer.status, 400)
    assert.match(answer.text, /at most 255/)
  })

  it('a test certificate sees no production attempt, receipt or list', async () => {
    const refused = await employer.send(shsMessage({ to: organisationNumber(901) }).octets)
    assert.equal(refused.status, 400)
    assert.equal((await employer.receipt(attemptOf(refused))).status, 200)
    assert.equal((await onTest.receipt(attemptOf(refused))).status, 404)
    const own = await onTest.send(shsMessage({ status: 'production' }).octets)
    assert.equal(own.status, 403)
    assert.equal((await onTest.receipt(attemptOf(own))).status, 200)
    const listed = await onTest.list(world.employer(0).number)
    assert.equal(listed.status, 403)
    assert.match(attemptOf(listed), /^[0-9A-Z-]{19}$/)
  })

  it('the ids of a production message are taken for the test side, and the other way round', async () => {
    for (const [one, other] of [
      ['production', 'test'],
      ['test', 'production'],
    ] as const) {
      const message = shsMessage({ status: one })
      const senderOf = (status: string): MtlsClient => (status === 'test' ? onTest : employer)
      assert.equal((await senderOf(one).send(message.octets)).status, 202)
      const crossed = Buffer.from(
        message.octets.toString('latin1').replace(`status="${one}"`, `status="${other}"`),
        'latin1',
      )
      const answer = await senderOf(other).send(crossed)
      assert.equal(answer.status, 400, answer.text)
      assert.match(answer.text, /taken by another message/)
      const listed = listedTxIds((await agency.list(agencyNumber, `status=${other}`)).body)
      assert.ok(!listed.includes(message.txId))
    }
  })
})
