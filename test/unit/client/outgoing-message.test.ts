import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { messageBody } from '../../../src/client/outgoing-message.ts'
import { MessageReader } from '../../../src/protocol/message/message-reader.ts'
import { partDecoder } from '../../../src/protocol/mime/transfer-encoding.ts'
import { joined, sampleMessage, txId } from './sample.ts'

function readBack(octets: Uint8Array): { readonly label: unknown; readonly content: Buffer } {
  const reader = new MessageReader({ httpContentType: 'message/rfc822' })
  const events = [...reader.push(octets), ...reader.end()]
  const part = events.find((event) => event.kind === 'part')
  const decoder = partDecoder(part?.transferEncoding ?? 'none')
  const pieces = events.flatMap((event) => (event.kind === 'data' ? [decoder.push(event.bytes)] : []))
  const label = events.find((event) => event.kind === 'label')?.label
  return { label, content: Buffer.concat([...pieces, decoder.end()]) }
}

describe('a message to send', () => {
  it('has the length that it said, and is read back as it was, in every encoding', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5000 }),
        fc.constantFrom('binary', 'base64'),
        async (content, encoding) => {
          const message = sampleMessage(content, { encoding })
          const body = messageBody(message)
          const octets = await joined(body.pieces)
          assert.equal(octets.length, body.length)
          const back = readBack(octets)
          assert.deepEqual(back.content, Buffer.from(content))
          assert.deepEqual(back.label, message.label)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('has its status and the size of its file in the label, also where they are the usual ones', async () => {
    const octets = await joined(messageBody(sampleMessage(Buffer.from('abc'))).pieces)
    const text = octets.toString('latin1')
    assert.match(text, /status="production"/)
    assert.match(text, /no-of-bytes="3"/)
    assert.match(text, /content\.id="3f1c9a52-0d6b-4c55-9f6e-0c2a5f1d7b10"/)
    assert.match(text, /filename="lön\.txt"/)
    assert.match(text, /&#26085;&#26412;/)
    assert.ok(text.includes(`corr.id="${txId}"`))
  })

  for (const says of [2, 4]) {
    it(`breaks off before its end where the file of 3 octets was said to have ${says}`, async () => {
      const { pieces } = messageBody(sampleMessage(Buffer.from('abc'), { says }))
      await assert.rejects(joined(pieces), { code: 'FileChanged', retryable: false })
    })
  }
})
