import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Management } from '../../../src/protocol/management/management.ts'
import { readManagement } from '../../../src/protocol/management/management-reader.ts'
import { writeManagement } from '../../../src/protocol/management/management-writer.ts'
import { XmlError } from '../../../src/protocol/xml/xml-error.ts'
import { datetime, filledText, meta, nmtoken } from './xml-arbitraries.ts'

const ids = { corrId: nmtoken, contentId: nmtoken, datetime, appinfo: fc.array(meta, { maxLength: 3 }) }
const management: fc.Arbitrary<Management> = fc.oneof(
  fc.record({ ...ids, kind: fc.constant('confirmation' as const) }),
  fc.record(
    { ...ids, kind: fc.constant('error' as const), errorCode: filledText, errorInfo: filledText },
    { requiredKeys: ['corrId', 'contentId', 'datetime', 'appinfo', 'kind'] },
  ),
)

function read(text: string): Management {
  return readManagement(Buffer.from(text, 'latin1'))
}

test('an shs.management reads back as it was written', () => {
  fc.assert(
    fc.property(management, (value) => {
      assert.deepEqual(readManagement(writeManagement(value)), structuredClone(value))
    }),
    { numRuns: 500 },
  )
})

test('a confirm is written with its confirmation, valid by the DTD', () => {
  const bytes = writeManagement({
    corrId: 'k',
    contentId: 'c',
    datetime: '2025-01-31T12:34:56',
    kind: 'confirmation',
    appinfo: [],
  })
  assert.equal(
    Buffer.from(bytes).toString('latin1'),
    '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE shs.management SYSTEM "shs-management-1.2.dtd">\n<shs.management version="1.2" corr.id="k" content.id="c"><datetime>2025-01-31T12:34:56</datetime><confirmation></confirmation></shs.management>',
  )
})

test('an error is written with its required errorcode, also an empty one', () => {
  const value = {
    corrId: 'k',
    contentId: 'c',
    datetime: '2025-01-31T12:34:56',
    kind: 'error',
    appinfo: [],
  } as const
  const text = (more: object) => Buffer.from(writeManagement({ ...value, ...more })).toString('latin1')
  assert.match(text({}), /<error errorcode=""><\/error>/)
  assert.match(
    text({ errorCode: 'UnknownReceiver', errorInfo: 'a\r\nb "€"' }),
    /<error errorcode="UnknownReceiver" errorinfo="a&#13;&#10;b &quot;&#8364;&quot;"><\/error>/,
  )
})

test('a confirm without a confirmation is one all the same', () => {
  const value = read(
    '<shs.management corr.id="k" content.id="c">\n<datetime>2025-01-31T12:34:56</datetime>\n</shs.management>',
  )
  assert.deepEqual(value, {
    corrId: 'k',
    contentId: 'c',
    datetime: '2025-01-31T12:34:56',
    kind: 'confirmation',
    appinfo: [],
  })
})

test('an error of the open-source node: an empty errorcode, and the remote’s headers and body as text', () => {
  const info = `HTTP/1.1 500 Internal Server Error\n${'<html>&#10;'.replace('<', '&lt;').repeat(20_000)}`
  const value = read(
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><shs.management version="1.2" corr.id="k" content.id="c"><datetime>2025-01-31T12:34:56.1</datetime><error errorcode="" errorinfo="${info}"><appinfo name="nod">n1</appinfo></error></shs.management>`,
  )
  assert.equal(value.kind, 'error')
  assert.equal(value.errorCode, undefined)
  assert.match(value.errorInfo ?? '', /^HTTP\/1\.1 500 Internal Server Error <html>\n/)
  assert.deepEqual(value.appinfo, [{ name: 'nod', value: 'n1' }])
})

const good =
  '<shs.management version="1.2" corr.id="k" content.id="c">\n<datetime>2025-01-31T12:34:56</datetime>\n<error errorcode="X"><appinfo name="a">b</appinfo></error></shs.management>'

const rows: readonly (readonly [from: string | RegExp, to: string, en: RegExp, sv: RegExp, line: number])[] =
  [
    [
      'corr.id="k" ',
      '',
      /corr\.id of <shs\.management> is missing/,
      /corr\.id saknas i <shs\.management>/,
      1,
    ],
    ['content.id="c"', 'content.id="c d"', /content\.id .* is "c d"/, /content\.id .* är "c d"/, 1],
    ['version="1.2"', 'colour="red"', /unknown attribute colour/, /okända attributet colour/, 1],
    ['2025-01-31T12:34:56', 'i går', /<datetime> is "i går"/, /<datetime> är "i går"/, 2],
    [/<datetime.*\n/, '', /has no <datetime>/, /saknar <datetime>/, 1],
    [
      '<error',
      '<confirmation/><error',
      /<error> stands in <shs\.management>/,
      /<error> står i <shs\.management>/,
      3,
    ],
    [/(<datetime.*\n)(<error.*error>)/, '$2$1', /<datetime> stands in/, /<datetime> står i/, 2],
    [
      '<appinfo name="a">b</appinfo>',
      '<info/>',
      /<info> stands in <error>, expected <appinfo>/,
      /<info> står i <error>/,
      3,
    ],
    ['<appinfo name="a">', '<appinfo>', /name of <appinfo> is missing/, /name saknas i <appinfo>/, 3],
    [
      'errorcode',
      'code',
      /<error> has the unknown attribute code/,
      /<error> har det okända attributet code/,
      3,
    ],
    [
      /shs\.management/g,
      'shs.label',
      /is <shs\.label>, expected <shs\.management>/,
      /är <shs\.label>, väntade/,
      1,
    ],
    ['</shs.management>', '', /ends inside <shs\.management>/, /slutar inne i/, 3],
  ]

for (const [from, to, en, sv, line] of rows) {
  test(`refused as IllegalDatapartContent: ${String(from)} → ${to}`, () => {
    assert.equal(read(good).kind, 'error')
    assert.throws(
      () => read(good.replace(from, to)),
      (error) => {
        assert(error instanceof XmlError)
        assert.equal(error.code, 'IllegalDatapartContent')
        assert.match(error.words.en, en)
        assert.match(error.words.sv, sv)
        assert.equal(error.line, line)
        return true
      },
    )
  })
}
