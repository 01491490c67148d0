import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { type MtlsClient, untilClosed, untilSaid } from '../support/mtls-client.ts'
import { listedTxIds, readMessage, readMessageList } from '../support/read-message.ts'
import { type BuiltMessage, type MessageFacts, shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, type TestWorld } from '../support/test-world.ts'
import { until } from '../support/until.ts'

/** More than the socket buffers of both ends can hold, so that a reader who stops holds the node back. */
const large = 48 * 1024 * 1024

describe('a mailbox', () => {
  let world: TestWorld
  let agency: MtlsClient
  let employer: MtlsClient

  before(async () => {
    world = await createWorld({ lease: '2s' })
    await world.start()
    agency = world.client(world.agency)
    employer = world.client(world.employer(0))
  })

  after(() => world[Symbol.asyncDispose]())

  async function sent(facts: MessageFacts = {}): Promise<BuiltMessage> {
    const message = shsMessage({ from: world.employer(0).number, ...facts })
    const answer = await employer.send(message.octets)
    assert.equal(answer.status, 202, answer.text)
    return message
  }

  const lists = async (txId: string, conditions = ''): Promise<boolean> =>
    listedTxIds((await agency.list(agencyNumber, conditions)).body).includes(txId)

  const confirmsOf = async ({ corrId }: BuiltMessage): Promise<number> => {
    const { number } = world.employer(0)
    const listed = readMessageList((await employer.list(number, 'filter=noack&maxhits=100000')).body)
    return listed.filter(({ attributes }) => attributes['corr.id'] === corrId).length
  }

  it('the same message again is a duplicate: 202, the first date, the first receipt, kept once', async () => {
    const message = shsMessage({ from: world.employer(0).number })
    const first = await employer.send(message.octets)
    const upper = Buffer.from(
      message.octets
        .toString('latin1')
        .replace(`tx.id="${message.txId}"`, `tx.id="${message.txId.toUpperCase()}"`),
      'latin1',
    )
    for (const octets of [message.octets, upper]) {
      const again = await employer.send(octets)
      assert.equal(again.status, 202)
      assert.equal(again.headers['x-shs-duplicatemsg'], 'yes')
      for (const name of ['x-shs-arrivaldate', 'x-shs-localid', 'x-shs-txid']) {
        assert.equal(again.headers[name], first.headers[name], name)
      }
    }
    const listed = listedTxIds((await agency.list(agencyNumber)).body)
    assert.equal(listed.filter((txId) => txId === message.txId).length, 1)
  })

  it('the same message ten times at once is kept once, and one answer says so', async () => {
    const message = shsMessage({
      from: world.employer(0).number,
      parts: [{ content: Buffer.alloc(200_000, 'x') }],
    })
    const answers = await Promise.all(Array.from({ length: 10 }, () => employer.send(message.octets)))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]))
    assert.equal(answers.filter(({ headers }) => headers['x-shs-duplicatemsg'] === 'no').length, 1)
    assert.equal(new Set(answers.map(({ headers }) => headers['x-shs-localid'])).size, 1)
  })

  it('a taken tx.id with other ids, or of another sender, is IllegalMessageStructure and tells nothing of the first', async () => {
    const first = await sent({ subject: 'hemligt' })
    const other = world.client(world.employer(1))
    const attempts = [
      await employer.send(shsMessage({ ...ids(first), contentId: randomUUID() }).octets),
      await employer.send(shsMessage({ ...ids(first), corrId: randomUUID() }).octets),
      await employer.send(shsMessage({ ...ids(first), to: `${agencyNumber}.internal` }).octets),
      await other.send(shsMessage({ ...ids(first), from: world.employer(1).number }).octets),
    ]
    for (const answer of attempts) {
      assert.deepEqual([answer.status, answer.headers['x-shs-errorcode']], [400, 'IllegalMessageStructure'])
      assert.match(answer.text, /tx\.id/)
      assert.ok(!answer.text.includes('hemligt') && !answer.text.includes(first.contentId))
    }
    assert.equal((await agency.fetch(agencyNumber, first.txId)).status, 200)
  })

  function ids({ txId, corrId, contentId }: BuiltMessage): MessageFacts {
    return { txId, corrId, contentId, from: world.employer(0).number }
  }

  it('a tx.id that is no UUID is refused', async () => {
    const answer = await employer.send(shsMessage({ from: world.employer(0).number, txId: 'abc-1' }).octets)
    assert.deepEqual([answer.status, answer.headers['x-shs-errorcode']], [400, 'IllegalMessageStructure'])
    assert.match(answer.text, /abc-1|UUID/)
  })

  it('two who fetch at once: one gets it whole, the other 409 and Retry-After', async () => {
    const content = Buffer.alloc(large, 'abcdefgh')
    const message = await sent({ parts: [{ content }] })
    const slow = await agency.raw()
    const whole = untilClosed(slow)
    slow.write(
      `GET /shs/ds/${agencyNumber}/${message.txId} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    )
    await untilSaid(slow, 'HTTP/1.1 200')
    slow.pause()
    const other = await agency.fetch(agencyNumber, message.txId)
    assert.equal(other.status, 409)
    assert.match(String(other.headers['retry-after']), /^\d+$/)
    assert.match(other.text, new RegExp(message.txId))
    assert.equal(await lists(message.txId), false)
    assert.equal(await lists(message.txId, 'filter=noack'), false)
    slow.resume()
    const octets = Buffer.from(await whole, 'latin1')
    const { parts } = readMessage(octets.subarray(octets.indexOf('\r\n\r\n') + 4))
    assert.ok(parts[0]?.content.equals(content))
    assert.equal(await lists(message.txId, 'filter=noack'), true)
    assert.equal((await agency.fetch(agencyNumber, message.txId)).status, 200)
    await agency.acknowledge(agencyNumber, message.txId)
  })

  it('a fetch that breaks puts the message back as it was', async () => {
    const message = await sent({ parts: [{ content: Buffer.alloc(large, 'x') }] })
    const broken = await agency.raw()
    broken.write(`GET /shs/ds/${agencyNumber}/${message.txId} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await untilSaid(broken, 'HTTP/1.1 200')
    broken.destroy()
    await until('the message waits again', async () => ((await lists(message.txId)) ? true : undefined))
    const receipt = await agency.fetch(agencyNumber, message.txId)
    assert.equal(receipt.status, 200)
    await agency.acknowledge(agencyNumber, message.txId)
  })

  it('an acknowledgement made while a fetch runs stands when the fetch breaks', async () => {
    const message = await sent({ parts: [{ content: Buffer.alloc(large, 'x') }] })
    const broken = await agency.raw()
    broken.write(`GET /shs/ds/${agencyNumber}/${message.txId} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await untilSaid(broken, 'HTTP/1.1 200')
    broken.pause()
    assert.equal((await agency.acknowledge(agencyNumber, message.txId)).status, 200)
    broken.destroy()
    await until('the lease is given back', async () =>
      (await agency.fetch(agencyNumber, message.txId)).status === 200 ? true : undefined,
    )
    assert.equal(await lists(message.txId, 'filter=noack'), false)
    assert.equal(await confirmsOf(message), 1)
  })

  it('fetched but not acknowledged: off the plain list while the lease runs, then back on it', async () => {
    const message = await sent()
    assert.equal(await lists(message.txId), true)
    await agency.fetch(agencyNumber, message.txId)
    assert.equal(await lists(message.txId), false)
    assert.equal(await lists(message.txId, 'filter=noack'), true)
    assert.equal((await agency.fetch(agencyNumber, message.txId)).status, 200)
    await until('the lease has run out', async () => ((await lists(message.txId)) ? true : undefined))
    await agency.acknowledge(agencyNumber, message.txId)
    assert.equal(await lists(message.txId), false)
    assert.equal(await lists(message.txId, 'filter=noack'), false)
    assert.equal((await agency.fetch(agencyNumber, message.txId)).status, 200)
  })

  it('an ack again, or many at once, is OK each time, and makes one confirm', async () => {
    const message = await sent()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => agency.acknowledge(agencyNumber, message.txId)),
    )
    answers.push(await agency.acknowledge(agencyNumber, message.txId.toUpperCase()))
    for (const answer of answers) assert.deepEqual([answer.status, answer.text], [200, 'OK'])
    assert.equal(await confirmsOf(message), 1)
  })

  it('the ack of a confirm makes no confirm', async () => {
    const message = await sent()
    await agency.acknowledge(agencyNumber, message.txId)
    const { number } = world.employer(0)
    const listed = readMessageList((await employer.list(number)).body)
    const confirm = listed.find(({ attributes }) => attributes['corr.id'] === message.corrId)
    const before = listedTxIds((await agency.list(agencyNumber, 'maxhits=100000')).body).length
    assert.equal((await employer.acknowledge(number, confirm?.attributes['tx.id'] ?? '')).status, 200)
    assert.equal(listedTxIds((await agency.list(agencyNumber, 'maxhits=100000')).body).length, before)
  })
})
