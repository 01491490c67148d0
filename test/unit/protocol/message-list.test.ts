import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { MessageListEntry } from '../../../src/protocol/message-list/message-list.ts'
import { readMessageList } from '../../../src/protocol/message-list/message-list-reader.ts'
import {
  messageListEntry,
  messageListHead,
  messageListTail,
} from '../../../src/protocol/message-list/message-list-writer.ts'
import { XmlError } from '../../../src/protocol/xml/xml-error.ts'
import { dataEntry, datetime, filledText, freeText, lowerUuid, meta, xmlText } from './xml-arbitraries.ts'

const address = fc.stringMatching(/^[0-9]{10}(\.[a-z&å"€]{1,8})?$/)
const free = freeText.filter((text) => text !== '')

const entry: fc.Arbitrary<MessageListEntry> = fc.record(
  {
    txId: lowerUuid,
    timestamp: datetime,
    corrId: filledText,
    contentId: filledText,
    size: fc.nat(),
    originator: free,
    from: address,
    to: address,
    endRecipient: free,
    product: lowerUuid,
    sequenceType: fc.constantFrom('event', 'request', 'reply', 'adm'),
    status: fc.constantFrom('production', 'test'),
    meta: fc.array(meta, { maxLength: 2 }),
    subject: xmlText,
    data: fc.array(dataEntry, { maxLength: 2 }),
  },
  { requiredKeys: ['txId', 'timestamp', 'sequenceType', 'meta', 'data'] },
)

function list(entries: readonly MessageListEntry[]): Buffer {
  return Buffer.concat([messageListHead(), ...entries.map(messageListEntry), messageListTail()])
}

function read(text: string): MessageListEntry[] {
  return readMessageList(Buffer.from(text, 'latin1'))
}

test('a message list reads back as it was written', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 4 }), (entries) => {
      assert.deepEqual(readMessageList(list(entries)), structuredClone(entries))
    }),
    { numRuns: 300 },
  )
})

test('a list is written as other nodes expect it', () => {
  const written = list([
    {
      txId: '6f3a1c2e-8c1b-4a57-9f0e-0d8f1c8b7a11',
      timestamp: '2025-01-31T12:34:56',
      corrId: 'k',
      size: 12,
      from: '2120000456',
      to: '2021006255.lön',
      product: 'a3b1c2d4-0000-4000-8000-1234567890ab',
      sequenceType: 'event',
      status: 'production',
      meta: [{ name: 'pris', value: '1 €' }],
      data: [{ datapartType: 'txt', fileName: 'a.txt' }],
    },
  ])
  assert.equal(
    written.toString('latin1'),
    '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE shs.message-list SYSTEM "shs-message-list-1.2.01.dtd">\n<shs.message-list version="1.2">\n' +
      '<message tx.id="6f3a1c2e-8c1b-4a57-9f0e-0d8f1c8b7a11" corr.id="k" timestamp="2025-01-31T12:34:56" size="12" from="urn:X-shs:2120000456" to="urn:X-shs:2021006255.lön" product="urn:X-shs:a3b1c2d4-0000-4000-8000-1234567890ab" sequence-type="event" status="production">' +
      '<meta name="pris">1 &#8364;</meta><data datapartType="txt" filename="a.txt"/></message>\n</shs.message-list>\n',
  )
})

test('an empty list is a list', () => {
  assert.deepEqual(readMessageList(list([])), [])
  assert.deepEqual(read('<shs.message-list/>'), [])
})

test('a document list of 1.1 reads as a message list', () => {
  const entries = read(
    '<?xml version="1.0"?><!DOCTYPE shs.document-list SYSTEM "x"><shs.document-list><document tx.id="ABC-1" uuid="u1" timestamp="2025-01-31T12:34:56.5" from="2120000456" originator="urn:X-shs:Lön" sequence-type="event" document-type="simple"><data filename="a"/></document></shs.document-list>',
  )
  assert.deepEqual(entries, [
    {
      txId: 'ABC-1',
      timestamp: '2025-01-31T12:34:56',
      contentId: 'u1',
      originator: 'Lön',
      from: '2120000456',
      sequenceType: 'event',
      meta: [],
      data: [{ datapartType: '', fileName: 'a' }],
    },
  ])
})

const good =
  '<shs.message-list>\n<message tx.id="t" timestamp="2025-01-31T12:34:56" sequence-type="event" size="1">\n<meta name="a"/><subject>s</subject><data datapartType="d"/></message>\n</shs.message-list>'

const rows: readonly (readonly [from: string | RegExp, to: string, en: RegExp, sv: RegExp, line: number])[] =
  [
    ['tx.id="t"', '', /tx\.id of <message> is missing/, /tx\.id saknas i <message>/, 2],
    ['timestamp="2025-01-31T12:34:56"', '', /timestamp of <message> is missing/, /timestamp saknas/, 2],
    [
      '2025-01-31T12',
      '2025-01-31',
      /timestamp of <message> is "2025-01-31:34:56"/,
      /timestamp i <message> är/,
      2,
    ],
    [
      '"event"',
      '"x"',
      /sequence-type .* is "x", expected event/,
      /sequence-type .* är "x", väntade event/,
      2,
    ],
    [
      'size="1"',
      'size="-1"',
      /size of <message> is "-1", expected a whole number/,
      /size i <message> är "-1"/,
      2,
    ],
    ['size="1"', 'status="x"', /status of <message> is "x"/, /status i <message> är "x"/, 2],
    [
      '<message ',
      '<post/><message ',
      /<post> stands in <shs\.message-list>, expected <message>/,
      /<post> står i <shs\.message-list>/,
      2,
    ],
    ['<subject>s</subject>', '<topic/>', /<topic> stands in <message>/, /<topic> står i <message>/, 3],
    [
      /(<subject>.*subject>)(<data.*\/>)/,
      '$2$1',
      /<subject> stands in <message>, expected <data>/,
      /<subject> står i/,
      3,
    ],
    ['shs.message-list>', 'shs.list>', /The document is <shs\.list>/, /Dokumentet är <shs\.list>/, 1],
  ]

for (const [from, to, en, sv, line] of rows) {
  test(`refused as IllegalMessageStructure: ${String(from)} → ${to}`, () => {
    assert.equal(read(good).length, 1)
    assert.throws(
      () => read(good.replace(from, to)),
      (error) => {
        assert(error instanceof XmlError)
        assert.equal(error.code, 'IllegalMessageStructure')
        assert.match(error.words.en, en)
        assert.match(error.words.sv, sv)
        assert.equal(error.line, line)
        return true
      },
    )
  })
}
