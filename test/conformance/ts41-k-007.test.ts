import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fetched, sent } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { cms, type CmsPlace, cmsPlace } from '../support/openssl-cms.ts'
import { shsMessage } from '../support/shs-message.ts'
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts'

const skip = ['slapd', 'openssl'] as const

describe(
  'TS41-K-007 a signed message',
  { skip: skip.some(leftOut) && `${skip.join(' or ')} is left out` },
  () => {
    let world: TwoNodes
    let place: CmsPlace

    before(async () => {
      world = await startTwoNodes()
      place = await cmsPlace(world.dir)
    })
    after(() => world[Symbol.asyncDispose]())

    function sign(content: Buffer, ...more: readonly string[]): Promise<Buffer> {
      const { certificate, key } = world.employer.identity
      return cms(place, content, ['-sign', '-binary', '-signer', certificate, '-inkey', key, ...more])
    }

    function verified(signed: Buffer, ...more: readonly string[]): Promise<Buffer> {
      return cms(place, signed, ['-verify', '-CAfile', world.ca, '-purpose', 'any', '-binary', ...more])
    }

    it('with its signature around it is verified by the receiver', async () => {
      const { agency, employer } = world
      const content = randomBytes(50_000)
      const signed = await sign(content, '-nodetach', '-outform', 'DER')
      const contentType = 'application/pkcs7-mime; smime-type=signed-data; name=smime.p7m'
      const message = shsMessage({
        from: employer.number,
        to: null,
        parts: [{ content: signed, fileName: 'smime.p7m', contentType }],
      })
      await sent(employer.own, message)
      const { parts } = await fetched(agency.own, agency.number, message.txId)
      const received = parts[0]?.content ?? Buffer.alloc(0)
      assert.deepEqual(await verified(received, '-inform', 'DER'), content)
      const at = received.indexOf(content) + 10
      received.writeUInt8(received.readUInt8(at) ^ 1, at)
      await assert.rejects(verified(received, '-inform', 'DER'), /openssl cms ended with/)
    })

    it('with its signature in a part of its own is verified octet for octet', async () => {
      const { agency, employer } = world
      const content = Buffer.from('Sjukanmälan\r\nrad 2\n', 'latin1')
      const signature = await sign(content, '-outform', 'DER')
      const message = shsMessage({
        from: employer.number,
        to: null,
        parts: [
          { content, fileName: 'sjuk.txt', contentType: 'text/plain' },
          { content: signature, fileName: 'sjuk.p7s', contentType: 'application/pkcs7-signature' },
        ],
      })
      await sent(employer.own, message)
      const { parts } = await fetched(agency.own, agency.number, message.txId)
      const [file, beside] = parts.map((part) => part.content)
      assert.ok(file && beside)
      await writeFile(join(world.dir, 'sjuk.txt'), file)
      const detached = ['-inform', 'DER', '-content', join(world.dir, 'sjuk.txt')]
      assert.deepEqual(await verified(beside, ...detached), content)
      await writeFile(join(world.dir, 'sjuk.txt'), 'something else')
      await assert.rejects(verified(beside, ...detached), /openssl cms ended with/)
    })
  },
)
