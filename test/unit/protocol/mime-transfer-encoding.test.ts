import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { decodeLatin1, encodeLatin1 } from '../../../src/protocol/latin1.ts'
import { Base64Encoder, base64Length } from '../../../src/protocol/mime/base64-encoder.ts'
import { partDecoder, transferEncodingOf } from '../../../src/protocol/mime/transfer-encoding.ts'
import { ProtocolError } from '../../../src/protocol/protocol-error.ts'

interface Coder {
  push(bytes: Uint8Array): Uint8Array
  end(): Uint8Array
}

function through(coder: Coder, bytes: Uint8Array, sizes: readonly number[]): Buffer {
  const pieces: Uint8Array[] = []
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1)
    pieces.push(coder.push(bytes.slice(at, at + size)))
    at += size
  }
  pieces.push(coder.end())
  return Buffer.concat(pieces)
}

function decode(encoding: string, text: string, sizes: readonly number[] = []): string {
  return decodeLatin1(through(partDecoder(encoding), encodeLatin1(text), sizes))
}

/** The text, or the words of what is wrong with it; the same in all chunkings. */
function outcome(encoding: string, text: string, sizes: readonly number[]): string {
  try {
    return decode(encoding, text, sizes)
  } catch (error) {
    assert.ok(error instanceof ProtocolError)
    assert.equal(error.code, 'IllegalDatapartContent')
    return `fault: ${error.message}`
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 4 })

const inPlace = (octet: number) =>
  `Octet ${octet} of the base64 content is no character of base64 in its place, expected A-Z, a-z, 0-9, "+", "/", and "=" only at the end`

const cutOff = (octets: number) =>
  `The base64 content ends after ${octets} octets in the middle of a group, expected groups of four characters, the last one padded with "="`

const escape = (octet: number) =>
  `Octet ${octet} of the quoted-printable content stands after a "=" that begins no escape, expected two hexadecimal digits or a line end`

describe('base64', () => {
  it('decodes what the encoder wrote, whatever the chunks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), sizes, sizes, (bytes, cuts, cutsBack) => {
        const encoded = through(new Base64Encoder(), bytes, cuts)
        const expected = Buffer.from(bytes)
          .toString('base64')
          .replaceAll(/.{76}(?=.)/g, '$&\r\n')
        assert.equal(encoded.toString('latin1'), expected)
        assert.equal(base64Length(bytes.length), encoded.length)
        assert.deepEqual(through(partDecoder('base64'), encoded, cutsBack), Buffer.from(bytes))
      }),
    )
  })

  it('lets white space stand anywhere', () => {
    const spaced = fc.uint8Array({ maxLength: 60 }).chain((bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      const blanks = fc.array(fc.constantFrom('', '', '', ' ', '\r\n', '\n', '\t'), {
        minLength: text.length,
        maxLength: text.length,
      })
      return blanks.map((between) => ({
        bytes,
        text: Array.from(text, (char, i) => char + (between[i] ?? '')).join(''),
      }))
    })
    fc.assert(
      fc.property(spaced, sizes, ({ bytes, text }, cuts) => {
        assert.equal(decode('base64', text, cuts), Buffer.from(bytes).toString('latin1'))
      }),
    )
  })

  const bad: readonly (readonly [string, string])[] = [
    ['QUJD!', inPlace(5)],
    ['QUJDQUJD\r\nQ-JD', inPlace(12)],
    ['\xe5', inPlace(1)],
    ['=', inPlace(1)],
    ['Q===', inPlace(2)],
    ['QQ==QUJD', inPlace(5)],
    ['QQ=Q', inPlace(4)],
    ['QUJD=', inPlace(5)],
    ['QQ====', inPlace(5)],
    ['QUJDQ', cutOff(5)],
    ['QUI', cutOff(3)],
    ['QQ=', cutOff(3)],
  ]
  for (const [text, words] of bad) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      for (const cuts of [[], [1], [3]]) assert.equal(outcome('base64', text, cuts), `fault: ${words}`)
    })
  }

  it('decodes nothing to nothing', () => assert.equal(decode('base64', ''), ''))
})

describe('quoted-printable', () => {
  const good: readonly (readonly [string, string])[] = [
    ['r=E4k=c3', 'räk\xc3'],
    ['a=3D=3d', 'a=='],
    ['soft=\r\nbreak=\nhere= \t\r\n.', 'softbreakhere.'],
    ['blanks \t \r\nat ends\t\n and \t here ', 'blanks\r\nat ends\n and \t here'],
    ['kept =\r\nblank', 'kept blank'],
    ['the end is soft=', 'the end is soft'],
    ['8 bit \xe5 passes', '8 bit \xe5 passes'],
    ['', ''],
  ]
  for (const [text, decoded] of good) {
    it(`decodes ${JSON.stringify(text)}`, () => {
      for (const cuts of [[], [1], [2], [3]]) assert.equal(outcome('quoted-printable', text, cuts), decoded)
    })
  }

  const bad: readonly (readonly [string, string])[] = [
    ['a=b', escape(4)],
    ['a=Gx', escape(3)],
    ['a=1x', escape(4)],
    ['a= b', escape(4)],
    ['a==', escape(3)],
    [
      ' '.repeat(999),
      'The quoted-printable content has more than 998 blanks in a row, expected lines of at most 76 characters',
    ],
  ]
  for (const [text, words] of bad) {
    it(`refuses ${JSON.stringify(text.slice(0, 10))}`, () => {
      for (const cuts of [[], [1], [2]])
        assert.equal(outcome('quoted-printable', text, cuts), `fault: ${words}`)
    })
  }

  it('makes the same of any octets in any chunks', () => {
    const piece = fc.constantFrom('=', '=4', '=E5', '\r', '\n', '\r\n', ' ', '\t', 'a', 'é')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), sizes, (pieces, cuts) => {
        assert.equal(
          outcome('quoted-printable', pieces.join(''), cuts),
          outcome('quoted-printable', pieces.join(''), []),
        )
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the other transfer encodings', () => {
  for (const encoding of ['7bit', '8bit', 'binary', ' Binary ', '8BIT (comment)']) {
    it(`passes ${encoding} through, no copy made`, () => {
      const bytes = new Uint8Array([0, 13, 10, 255])
      const decoder = partDecoder(encoding)
      assert.equal(decoder.push(bytes), bytes)
      assert.equal(decoder.end().length, 0)
    })
  }

  it('reads them from header lines, none as 7bit', () => {
    assert.equal(transferEncodingOf(['content-TRANSFER-encoding: Quoted-Printable']), 'quoted-printable')
    assert.equal(transferEncodingOf(['Content-Type: a/b']), '7bit')
  })

  it('refuses one that is not of RFC 2045, in both languages', () => {
    assert.throws(() => transferEncodingOf(['Content-Transfer-Encoding: x-uuencode']), {
      code: 'IllegalDatapartContent',
      words: {
        en: 'The Content-Transfer-Encoding of a part is "x-uuencode", expected binary, 8bit, 7bit, base64 or quoted-printable',
        sv: 'En dels Content-Transfer-Encoding är "x-uuencode", väntade binary, 8bit, 7bit, base64 eller quoted-printable',
      },
    })
  })
})
