import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { isLatin1 } from '../../../src/protocol/latin1.ts'
import { boundaryOf } from '../../../src/protocol/mime/boundary.ts'
import { fileNameOf, fileNameParameter } from '../../../src/protocol/mime/file-name.ts'
import { headerValue } from '../../../src/protocol/mime/header-value.ts'
import { parseParameters, tokenParameter } from '../../../src/protocol/mime/parameters.ts'

/** The octets of UTF-8 text, one character each. */
const utf8Octets = (text: string) => Buffer.from(text, 'utf8').toString('latin1')

const charset = (text: string) => tokenParameter(parseParameters(text), 'charset')
const boundary = (text: string) => boundaryOf(parseParameters(text))

describe('fileNameOf', () => {
  const names: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ['quoted', ['Content-Disposition: attachment; filename="sjuk.txt"'], 'sjuk.txt'],
    ['unquoted', ['Content-Disposition: attachment; filename=sjuk.txt'], 'sjuk.txt'],
    [
      'unquoted with blanks',
      ['Content-Disposition: attachment; filename=min fil (1).txt; size=3'],
      'min fil (1).txt',
    ],
    [
      'raw Latin-1',
      ['Content-Disposition: attachment; filename="r\xe4ksm\xf6rg\xe5s.txt"'],
      'räksmörgås.txt',
    ],
    ['raw Latin-1, unquoted', ['Content-Disposition: attachment; filename=r\xe4k s.txt'], 'räk s.txt'],
    ['raw UTF-8', [`Content-Disposition: attachment; filename="${utf8Octets('räk€.txt')}"`], 'räk€.txt'],
    ['in Content-Type', ['Content-Type: text/plain; name="\xe5.txt"'], 'å.txt'],
    [
      'in both: Content-Disposition goes first',
      ['Content-Type: text/plain; name="a"', 'Content-Disposition: attachment; filename="b"'],
      'b',
    ],
    [
      'only in Content-Type, beside a nameless disposition',
      ['Content-Disposition: inline', 'Content-Type: text/plain; name=a'],
      'a',
    ],
    [
      'empty in Content-Disposition',
      ['Content-Disposition: attachment; filename=""', 'Content-Type: text/plain; name=a'],
      'a',
    ],
    ['folded', ['Content-Disposition: attachment;', '\tfilename="a', ' b.txt"'], 'a b.txt'],
    ['header and parameter in capitals', ['CONTENT-DISPOSITION: ATTACHMENT; FILENAME="A.txt"'], 'A.txt'],
    [
      'blanks around the equals sign',
      ['Content-Disposition: attachment ; filename = "a.txt" ; x=y'],
      'a.txt',
    ],
    ['quotes and backslashes', ['Content-Disposition: attachment; filename="a\\"b\\\\c"'], 'a"b\\c'],
    ['a Windows path', ['Content-Disposition: attachment; filename="C:\\temp\\x.txt"'], 'C:\\temp\\x.txt'],
    ['a semicolon in quotes', ['Content-Disposition: attachment; filename="a;b=c.txt"; x=y'], 'a;b=c.txt'],
    ['no last quote', ['Content-Disposition: attachment; filename="a.txt'], 'a.txt'],
    ['RFC 2231', ["Content-Disposition: attachment; filename*=UTF-8''%e2%82%ac%20rates"], '€ rates'],
    [
      'RFC 2231 in Latin-1 with a language',
      ["Content-Disposition: attachment; filename*=iso-8859-1'sv'%E5.txt"],
      'å.txt',
    ],
    [
      'RFC 2231 in Windows-1252',
      ["Content-Disposition: attachment; filename*=windows-1252''%80.txt"],
      '€.txt',
    ],
    [
      'RFC 2231 before a plain one',
      ['Content-Disposition: attachment; filename="_"; filename*=UTF-8\'\'%C3%A5'],
      'å',
    ],
    ['RFC 2231 without quotes', ['Content-Disposition: attachment; filename*=%C3%A5.txt'], 'å.txt'],
    [
      'RFC 2231 with a broken escape',
      ["Content-Disposition: attachment; filename*=UTF-8''100%.txt"],
      '100%.txt',
    ],
    ['RFC 2231 that is no UTF-8', ["Content-Disposition: attachment; filename*=UTF-8''%E5.txt"], 'å.txt'],
    [
      'continuations',
      ['Content-Disposition: attachment; filename*0="long-"; filename*1="name"; filename*2=.txt'],
      'long-name.txt',
    ],
    [
      'continuations, out of order, some encoded',
      ["Content-Disposition: attachment; filename*2=c%; filename*0*=UTF-8''%C3; filename*1*=%A5"],
      'åc%',
    ],
    ['continuations with a gap', ['Content-Disposition: attachment; filename*0=a; filename*2=c'], 'a'],
    [
      'RFC 2047, Q',
      ['Content-Disposition: attachment; filename="=?ISO-8859-1?Q?r=E4k_1.txt?="'],
      'räk 1.txt',
    ],
    ['RFC 2047, B', ['Content-Type: text/plain; name="=?utf-8?B?w6Uudh4=?=".txt'], 'å.v\u001e'],
    [
      'RFC 2047, several words, a character cut in two',
      ['Content-Disposition: attachment; filename="=?UTF-8?Q?a=C3?= =?utf-8?q?=A5?= b"'],
      'aå b',
    ],
    [
      'RFC 2047, words of two charsets',
      ['Content-Disposition: attachment; filename="=?UTF-8?Q?=C3=A5?= =?ISO-8859-1?Q?=E5?="'],
      'åå',
    ],
    [
      'RFC 2047 that is broken',
      ['Content-Disposition: attachment; filename="=?utf-8?B?!?="'],
      '=?utf-8?B?!?=',
    ],
    [
      'a path out of any folder, which is data',
      ['Content-Disposition: attachment; filename="../../etc/passwd"'],
      '../../etc/passwd',
    ],
    ['not there', ['Content-Type: text/plain', 'Content-Disposition: attachment'], undefined],
    ['not there: no headers', [], undefined],
    [
      'of another header with a like name',
      ['X-Content-Disposition: a; filename=b', 'Content-Dispositionx: a; filename=c'],
      undefined,
    ],
  ]
  for (const [what, lines, name] of names) {
    it(`reads a name ${what}`, () => assert.equal(fileNameOf(lines), name))
  }

  it('never fails on any header', () => {
    const piece = fc.constantFrom(
      ';',
      '=',
      '"',
      '\\',
      '*',
      "'",
      '%',
      '%C3',
      'filename',
      'filename*',
      '*0',
      '=?',
      '?=',
      '?Q?',
      'utf-8',
      ' ',
      'å',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        fileNameOf([`Content-Disposition: attachment; ${pieces.join('')}`])
      }),
      { numRuns: 2000 },
    )
  })
})

describe('fileNameParameter', () => {
  it('is read back as it was, on one line of octets', () => {
    const names = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.string({ unit: 'binary', minLength: 1 }),
      fc
        .array(
          fc.constantFrom(
            '"',
            '\\',
            ';',
            '\r',
            '\n',
            '\0',
            '=?utf-8?Q?x?=',
            "'",
            '%41',
            'Ã¥',
            'å',
            '€',
            '../',
            ' ',
          ),
          { minLength: 1 },
        )
        .map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(names, (name) => {
        fc.pre(name.isWellFormed())
        const parameter = fileNameParameter(name)
        assert.ok(isLatin1(parameter))
        assert.doesNotMatch(parameter, /\p{Cc}/u)
        assert.equal(fileNameOf([`Content-Disposition: attachment; ${parameter}`]), name)
      }),
      { numRuns: 3000 },
    )
  })

  const written: readonly (readonly [string, string])[] = [
    ['sjuk.txt', 'filename="sjuk.txt"'],
    ['räk s.txt', 'filename="räk s.txt"'],
    ['a"b\\c', 'filename="a\\"b\\\\c"'],
    ['5 €.txt', `filename="5 _.txt"; filename*=UTF-8''5%20%E2%82%AC.txt`],
    ['a\r\nX: y', `filename="a__X: y"; filename*=UTF-8''a%0D%0AX%3A%20y`],
    ['😀', `filename="_"; filename*=UTF-8''%F0%9F%98%80`],
    ['=?utf-8?Q?x?=', `filename="__utf-8?Q?x?="; filename*=UTF-8''%3D%3Futf-8%3FQ%3Fx%3F%3D`],
  ]
  for (const [name, parameter] of written) {
    it(`writes ${JSON.stringify(name)}`, () => assert.equal(fileNameParameter(name), parameter))
  }
})

describe('headerValue and parameters', () => {
  it('takes the first field of a name, unfolded', () => {
    const lines = ['X: 0', ' content-type: no', 'Content-TYPE :a', ' b', '\tc', 'Content-Type: d']
    assert.equal(headerValue(lines, 'content-type'), 'a b\tc')
    assert.equal(headerValue(lines, 'content'), undefined)
  })

  it('reads the value and a token in any form', () => {
    assert.deepEqual(parseParameters(' Text/XML '), { value: 'text/xml', parameters: new Map() })
    assert.equal(charset('text/xml; charset=ISO-8859-1 (Latin)'), 'ISO-8859-1')
    assert.equal(charset('text/xml;a=b;;flag; Charset="utf-8"'), 'utf-8')
    assert.equal(charset('text/xml; charset'), undefined)
  })

  it('takes a boundary that a line can hold, and no other', () => {
    assert.equal(boundary('multipart/mixed; boundary="a b:c"'), 'a b:c')
    assert.equal(boundary('multipart/mixed; boundary=a'), 'a')
    assert.equal(boundary(`multipart/mixed; boundary=${'a'.repeat(200)}`), 'a'.repeat(200))
    assert.equal(boundary(`multipart/mixed; boundary=${'a'.repeat(201)}`), undefined)
    assert.equal(boundary('multipart/mixed; boundary="a\tb"'), undefined)
    assert.equal(boundary('multipart/mixed; boundary=""'), undefined)
    assert.equal(boundary('multipart/mixed'), undefined)
  })
})
