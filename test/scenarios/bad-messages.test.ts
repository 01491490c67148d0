import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { blobFiles } from '../support/blob-files.ts'
import { type MtlsClient, untilClosed, untilSaid } from '../support/mtls-client.ts'
import { listedTxIds } from '../support/read-message.ts'
import { shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, type TestWorld } from '../support/test-world.ts'
import { type BadMessage, badStructures, maxMessageBytes, otherBadMessages } from './bad-message-table.ts'

/* Each is refused with its code and words; nothing of it is kept, and the node goes on (issue section 6). */
describe('a bad message', () => {
  let world: TestWorld
  let agency: MtlsClient
  let employer: MtlsClient
  let rssBefore = 0

  before(async () => {
    world = await createWorld({ limits: { maxMessageBytes } })
    const node = await world.start()
    agency = world.client(world.agency)
    employer = world.client(world.employer(0))
    await sendGood()
    rssBefore = await node.rss()
  })

  after(() => world[Symbol.asyncDispose]())

  for (const one of badStructures) {
    it(`${one.what}: IllegalMessageStructure`, () => isRefused({ ...one, code: 'IllegalMessageStructure' }))
  }
  for (const one of otherBadMessages) it(`${one.what}: ${one.code}`, () => isRefused(one))

  it('over the limit in chunks is refused as soon as it is over, and the connection closed', async () => {
    const { octets } = shsMessage({ parts: [{ content: Buffer.alloc(3 * maxMessageBytes, 'x') }] })
    const socket = await employer.raw()
    const closed = untilClosed(socket)
    socket.write(
      'POST /shs/rs HTTP/1.1\r\nHost: x\r\nContent-Type: message/rfc822\r\nTransfer-Encoding: chunked\r\n\r\n',
    )
    socket.write(`${octets.length.toString(16)}\r\n`)
    socket.write(octets)
    // The body has no end yet: the answer comes all the same.
    const said = await untilSaid(socket, 'maxMessageBytes')
    assert.match(said, /^HTTP\/1\.1 400 /)
    assert.match(said, /^x-shs-errorcode: IllegalMessageStructure\r$/im)
    assert.match(said, /^connection: close\r$/im)
    socket.write('\r\n0\r\n\r\n')
    await closed
  })

  it('leaves the node with the memory it had', async () => {
    const rss = await world.node().rss()
    assert.ok(rss - rssBefore < 100, `RSS went from ${rssBefore.toFixed(0)} to ${rss.toFixed(0)} MiB`)
  })

  async function isRefused({ octets, code, words }: BadMessage): Promise<void> {
    const [waiting, blobs] = [await listed(), await blobFiles(world.dataDir)]
    const answer = await employer.send(octets())
    assert.equal(answer.status, 400, answer.text)
    assert.equal(answer.headers['x-shs-errorcode'], code, answer.text)
    assert.equal(answer.headers['x-shs-nodeid'], 'agency-1')
    assert.match(String(answer.headers['content-type']), /^text\/plain/)
    assert.match(answer.text, words)
    assert.match(
      answer.text,
      new RegExp(`^Attempt: ${String(answer.headers['kvittens-attempt'])} \\(at \\S+\\)$`, 'm'),
    )
    assert.ok(!/\n\s+at |node:|\/src\/|\/tmp\//.test(answer.text), answer.text)
    assert.deepEqual(await listed(), waiting)
    assert.deepEqual(await blobFiles(world.dataDir), blobs)
    await sendGood()
  }

  async function listed(): Promise<readonly string[]> {
    return listedTxIds((await agency.list(agencyNumber, 'filter=noack&maxhits=100000')).body)
  }

  async function sendGood(): Promise<void> {
    const answer = await employer.send(shsMessage({}).octets)
    assert.equal(answer.status, 202, answer.text)
  }
})
