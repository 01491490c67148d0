import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { fetched, sent } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { cms, type CmsPlace, cmsPlace } from '../support/openssl-cms.ts'
import { shsMessage } from '../support/shs-message.ts'
import { type Side, startTwoNodes, type TwoNodes } from '../support/two-nodes.ts'

const skip = ['slapd', 'openssl'] as const

describe(
  'TS41-K-006 an encrypted message',
  { skip: skip.some(leftOut) && `${skip.join(' or ')} is left out` },
  () => {
    let world: TwoNodes
    let place: CmsPlace

    before(async () => {
      world = await startTwoNodes()
      place = await cmsPlace(world.dir)
    })
    after(() => world[Symbol.asyncDispose]())

    it('is opaque to both nodes, and the receiver alone can read it', async () => {
      const { agency, employer } = world
      const content = randomBytes(100_000)
      const encrypt = '-encrypt -aes256 -binary -outform DER'.split(' ')
      const encrypted = await cms(place, content, [...encrypt, agency.identity.certificate])
      assert.ok(!encrypted.includes(content.subarray(0, 64)))
      const message = shsMessage({
        from: employer.number,
        to: null,
        parts: [
          {
            content: encrypted,
            fileName: 'smime.p7m',
            contentType: 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
          },
        ],
      })
      await sent(employer.own, message)
      const { parts } = await fetched(agency.own, agency.number, message.txId)
      assert.match(
        parts[0]?.headers ?? '',
        /^Content-Type: application\/pkcs7-mime; smime-type=enveloped-data/im,
      )
      const received = parts[0]?.content ?? Buffer.alloc(0)
      assert.deepEqual(received, encrypted)
      const decrypt = '-decrypt -inform DER -binary'.split(' ')
      const decrypted = ({ identity: { certificate, key } }: Side): Promise<Buffer> =>
        cms(place, received, [...decrypt, '-recip', certificate, '-inkey', key])
      assert.deepEqual(await decrypted(agency), content)
      await assert.rejects(decrypted(employer), /openssl cms ended with/)
    })
  },
)
