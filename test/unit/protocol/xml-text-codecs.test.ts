import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { decodeLatin1, encodeLatin1, isLatin1 } from '../../../src/protocol/latin1.ts'
import { decodeUtf8, decodeUtf8Strict, encodeUtf8 } from '../../../src/protocol/utf8.ts'

const hard = fc.constantFrom(
  0x41,
  0x80,
  0x8f,
  0x90,
  0x9f,
  0xa0,
  0xbf,
  0xc0,
  0xc2,
  0xe0,
  0xed,
  0xef,
  0xf0,
  0xf4,
  0xf5,
  0xff,
)
const octets = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc.array(hard, { maxLength: 12 }).map((codes) => Uint8Array.from(codes)),
)
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

test('ISO-8859-1 is decoded as Node decodes it, a part of the octets too', () => {
  fc.assert(
    fc.property(octets, fc.nat(100), fc.nat(100), (bytes, start, end) => {
      assert.equal(decodeLatin1(bytes), Buffer.from(bytes).toString('latin1'))
      assert.equal(
        decodeLatin1(bytes, start, end),
        Buffer.from(bytes).toString('latin1', start, Math.max(start, end)),
      )
    }),
  )
})

test('ISO-8859-1 octets survive decoding and encoding; what it cannot hold becomes a question mark', () => {
  fc.assert(
    fc.property(octets, (bytes) => assert.deepEqual([...encodeLatin1(decodeLatin1(bytes))], [...bytes])),
  )
  assert.deepEqual([...encodeLatin1('å€')], [0xe5, 0x3f])
  assert.equal(isLatin1('åÿ'), true)
  assert.equal(isLatin1('å€'), false)
})

test('UTF-8 is decoded as the web standard says, ill-formed sequences too', () => {
  fc.assert(
    fc.property(octets, (bytes) => {
      assert.equal(decodeUtf8(bytes), lenient.decode(bytes))
      let expected: string | undefined
      try {
        expected = strict.decode(bytes)
      } catch {
        expected = undefined
      }
      assert.equal(decodeUtf8Strict(bytes), expected)
    }),
    { numRuns: 5000 },
  )
})

test('text is encoded in UTF-8 as Node encodes it, lone surrogates too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, more) => {
      const all = `${text}\ud800${more}\udc00`
      assert.deepEqual([...encodeUtf8(all)], [...Buffer.from(all)])
    }),
  )
})
