import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { fetched, sent } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { type PartFacts, shsMessage } from '../support/shs-message.ts'
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts'

describe(
  'TS41-K-003 an asynchronous message, addressed by product, with a binary file',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes

    before(async () => {
      world = await startTwoNodes()
    })
    after(() => world[Symbol.asyncDispose]())

    async function through(parts: readonly PartFacts[]): Promise<readonly Buffer[]> {
      const { agency, employer } = world
      const message = shsMessage({ from: employer.number, to: null, parts })
      await sent(employer.own, message)
      const received = await fetched(agency.own, agency.number, message.txId)
      return received.parts.map(({ content }) => content)
    }

    it('every octet there is arrives as it was, those of line ends and delimiters too', async () => {
      const all = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))
      const content = Buffer.concat([all, Buffer.from('\r\n--=_x\r\n--\r\n\n\r'), all, randomBytes(200_000)])
      assert.deepEqual(await through([{ content, fileName: 'bild.tif', contentType: 'image/tiff' }]), [
        content,
      ])
    })

    it('its transfer encoding is kept, and several files their order', async () => {
      const base64 = Buffer.from(
        `${randomBytes(57).toString('base64')}\r\n${randomBytes(20).toString('base64')}`,
      )
      const parts = [
        { content: base64, transferEncoding: 'base64', fileName: '1.pdf', contentType: 'application/pdf' },
        { content: Buffer.alloc(0), fileName: 'tom.bin', contentType: 'application/octet-stream' },
        { content: randomBytes(100), fileName: '3.zip', contentType: 'application/zip' },
      ]
      assert.deepEqual(
        await through(parts),
        parts.map(({ content }) => content),
      )
    })
  },
)
