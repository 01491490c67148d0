import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { type Client, createClient } from '../../src/client/client.ts'
import { newLabel } from '../../src/client/new-label.ts'
import { arrived, receiptSays } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { sickNotification } from '../support/shs-message.ts'
import { type Side, startTwoNodes, type TwoNodes } from '../support/two-nodes.ts'

const MB = 1_000_000
/** No multiple of any block, so that no cut falls where it did before. */
const block = randomBytes(999_983)
/** What a node may take besides what it takes idle, MiB, however large the message. */
const roomForOne = 96

describe('TS41-K-004 a large message', { skip: leftOut('slapd') && 'slapd is left out' }, () => {
  let world: TwoNodes

  before(async () => {
    world = await startTwoNodes()
  })
  after(() => world[Symbol.asyncDispose]())

  function clientOf({ identity, number, url }: Side): Client {
    const { certificatePem: certificate, keyPem: key } = identity
    return createClient({
      url,
      certificate,
      key,
      ca: world.caPem,
      serverNumber: number,
    })
  }

  for (const size of [17 * MB, 300 * MB]) {
    it(`of ${size / MB} MB goes through both nodes intact, and neither holds it in memory`, async () => {
      const { agency, employer } = world
      const before = await Promise.all([employer.node().rss(), agency.node().rss()])
      using sender = clientOf(employer)
      const hash = createHash('sha256')
      const { txId, receiptId = '' } = await sender.send({
        label: newLabel({
          txId: randomUUID(),
          from: employer.number,
          to: agency.number,
          product: sickNotification,
          status: 'production',
          sequenceType: 'event',
          datetime: '2026-10-05T08:00:00',
          data: [{ datapartType: 'fil', fileName: 'stor.bin', bytes: size }],
        }),
        parts: [
          {
            source: octets(size, (piece) => hash.update(piece)),
            bytes: size,
            contentType: 'application/octet-stream',
            transferEncoding: 'binary',
            fileName: 'stor.bin',
          },
        ],
      })
      await arrived(agency.own, agency.number, txId)
      using receiver = clientOf(agency)
      using message = await receiver.fetch(agency.number, txId)
      const found = createHash('sha256')
      for await (const { content } of message.parts) for await (const piece of content) found.update(piece)
      const sha256 = hash.digest('hex')
      assert.equal(found.digest('hex'), sha256)
      assert.equal(message.label.content.data[0]?.bytes, size)
      const receipt = await receiptSays(employer.own, receiptId, 'delivered')
      assert.equal(receipt.sha256, sha256)

      const peaks = await Promise.all([employer.node().peakRss(), agency.node().peakRss()])
      for (const [index, peak] of peaks.entries()) {
        const grown = peak - (before[index] ?? 0)
        assert.ok(grown < roomForOne, `a node has grown by ${Math.round(grown)} MiB`)
      }
    })
  }
})

async function* octets(size: number, see: (piece: Uint8Array) => void): AsyncIterable<Uint8Array> {
  for (let left = size; left > 0; left -= block.length) {
    const piece = left < block.length ? block.subarray(0, left) : block
    see(piece)
    yield piece
  }
}
