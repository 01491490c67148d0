import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { decodeLatin1, encodeLatin1 } from '../../../src/protocol/latin1.ts'
import type { MessageEvent } from '../../../src/protocol/message/message-event.ts'
import type { MessageLimits } from '../../../src/protocol/message/message-limits.ts'
import { MessageReader } from '../../../src/protocol/message/message-reader.ts'
import { ProtocolError } from '../../../src/protocol/protocol-error.ts'

interface ReadPart {
  readonly headers: readonly string[]
  readonly contentType?: string
  readonly transferEncoding: string
  readonly fileName?: string
  content: string
}

interface Outcome {
  subject?: string | undefined
  order: string
  parts: ReadPart[]
  fault?: { readonly code: string; readonly en: string; readonly sv: string }
}

interface Reading {
  readonly cuts?: readonly number[]
  readonly http?: string
  readonly limits?: Partial<MessageLimits>
}

/** What a body is read as, all pieces of a part put together. `body` is one character an octet. */
function read(body: string, { cuts = [], http, limits }: Reading = {}): Outcome {
  const outcome: Outcome = { order: '', parts: [] }
  const reader = new MessageReader({
    ...(http === undefined ? {} : { httpContentType: http }),
    ...(limits === undefined ? {} : { limits }),
  })
  try {
    const bytes = encodeLatin1(body)
    let at = 0
    for (let i = 0; at < bytes.length; i++) {
      const size = cuts.length === 0 ? bytes.length : (cuts[i % cuts.length] ?? 1)
      for (const event of reader.push(bytes.slice(at, at + size))) note(event, outcome)
      at += size
    }
    for (const event of reader.end()) note(event, outcome)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    outcome.fault = { code: error.code, ...error.words }
  }
  return outcome
}

/** An outcome but for how much of the first line an error quotes: that depends on how much of it had come. */
function comparable(body: string, http: string, cuts: readonly number[]) {
  const { fault, ...rest } = read(body, { http, cuts })
  return { ...rest, code: fault?.code, words: fault?.en }
}

const letters = { label: 'L', part: 'p', data: '', 'part-end': '.', end: '!' }

function note(event: MessageEvent, outcome: Outcome): void {
  outcome.order += letters[event.kind]
  switch (event.kind) {
    case 'label':
      outcome.subject = event.label.subject
      break
    case 'part': {
      const { kind: _, index, ...part } = event
      assert.equal(index, outcome.parts.length)
      outcome.parts.push({ ...part, content: '' })
      break
    }
    case 'data': {
      const last = outcome.parts.at(-1)
      assert.ok(last !== undefined)
      last.content += decodeLatin1(event.bytes)
      break
    }
    case 'part-end':
    case 'end':
      break
  }
}

function labelXml(parts = 1, more = ''): string {
  return (
    '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">\n' +
    '<shs.label version="1.2" tx.id="7f2c1f7e-3a52-4d0b-9c8e-6d5f4b3a2c10" corr.id="7f2c1f7e-3a52-4d0b-9c8e-6d5f4b3a2c10" ' +
    'transfer-type="asynch" message-type="simple" document-type="simple" sequence-type="event" status="production">' +
    '<from commonName="">urn:X-shs:5563372191</from><to commonName="">urn:X-shs:2021005489</to>' +
    '<product commonName="">urn:X-shs:11111111-2222-4333-8444-555555555555</product>' +
    `<subject>r\xe4k</subject><datetime>2026-03-02T10:20:30</datetime>` +
    '<content content.id="8a1e2c34-5b67-4890-a1b2-c3d4e5f60718">' +
    '<data datapartType="sjuk"/>'.repeat(parts) +
    `</content>${more}</shs.label>`
  )
}

const top =
  'Subject: SHS Message\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b1"\r\n\r\n'
const labelHead =
  '--b1\r\nContent-Type: text/xml; charset=ISO-8859-1\r\nContent-Transfer-Encoding: binary\r\n\r\n'
const dataHead =
  '\r\n--b1\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n' +
  'Content-Disposition: attachment; filename="r\xe4k.txt"\r\n\r\n'
const tail = '\r\n--b1--\r\n'
const parts = `${labelHead}${labelXml()}${dataHead}ett\r\ntv\xe5${tail}`
const message = top + parts
const dataPart: ReadPart = {
  headers: [
    'Content-Type: text/plain',
    'Content-Transfer-Encoding: binary',
    'Content-Disposition: attachment; filename="r\xe4k.txt"',
  ],
  contentType: 'text/plain',
  transferEncoding: 'binary',
  fileName: 'räk.txt',
  content: 'ett\r\ntv\xe5',
}
const whole: Outcome = { subject: 'räk', order: 'Lp.!', parts: [dataPart] }

describe('MessageReader', () => {
  it('gives the label before a single octet of the data has come', () => {
    const reader = new MessageReader()
    const before = message.slice(0, message.indexOf(dataHead) + '\r\n--b1\r\n'.length)
    assert.deepEqual(reader.push(encodeLatin1(before.slice(0, -1))), [])
    const [event, ...rest] = reader.push(encodeLatin1(before.slice(-1)))
    assert.equal(event?.kind, 'label')
    assert.deepEqual(rest, [])
  })

  it('gives the label and what is before a fault in the same chunk, then the fault', () => {
    const reader = new MessageReader()
    const events = reader.push(encodeLatin1(message.replace(tail, `${dataHead}too many${tail}`)))
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['label', 'part', 'data', 'part-end'],
    )
    assert.throws(() => reader.push(new Uint8Array(1)), { code: 'IllegalMessageStructure' })
    assert.throws(() => reader.end(), { code: 'IllegalMessageStructure' })
  })

  const fields: readonly (readonly [string, string, (string | undefined)?, Outcome?])[] = [
    ['as message/rfc822', message, 'message/rfc822'],
    ['as multipart/mixed without a boundary', message, 'multipart/mixed'],
    ['without an HTTP Content-Type', message],
    ['whole, though HTTP names a boundary', message, 'multipart/mixed; boundary="b1"'],
    ['whole, though HTTP names another boundary', message, 'multipart/mixed; boundary="other"'],
    [
      'whole, though HTTP names a boundary that no line can hold',
      message,
      'multipart/mixed; boundary="a\tb"',
    ],
    ['its parts alone', parts, 'multipart/mixed; boundary=b1'],
    [
      'its parts alone after a preamble',
      `This is a message in MIME\r\n${parts}`,
      'multipart/mixed; boundary="b1"',
    ],
    ['its parts alone after an empty line', `\r\n${parts}`, 'multipart/mixed; boundary="b1"'],
    ['after empty lines', `\r\n\r\n${message}`],
    ['with a preamble and an epilogue', `${top}This is\r\n--b: MIME\r\n\r\n${parts}and more\r\n--b1\r\n`],
    ['with a folded Content-Type', message.replace('mixed; b', 'mixed;\r\n\tb')],
    [
      'with header names and types in any case',
      message
        .replace('Content-Type: multipart/mixed; boundary', 'CONTENT-type: Multipart/MIXED; BOUNDARY')
        .replace('Content-Type: text/xml', 'content-TYPE: TEXT/Xml'),
    ],
    ['with a label as text/plain', message.replace('text/xml', 'text/plain')],
    ['with a label as application/xml', message.replace('text/xml', 'application/xml')],
    ['with a label part without headers', message.replace(labelHead, '--b1\r\n\r\n')],
    [
      'with a label in base64',
      message
        .replace('Encoding: binary', 'Encoding: base64')
        .replace(
          labelXml(),
          Buffer.from(labelXml(), 'latin1').toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
        ),
    ],
    [
      'with a label in quoted-printable',
      message
        .replace('Encoding: binary', 'Encoding: quoted-printable')
        .replace(
          labelXml(),
          labelXml().replaceAll('=', '=3D').replaceAll('\xe4', '=E4').replaceAll('<from', '=\r\n<from'),
        ),
    ],
    [
      'with a label in UTF-8 by the charset of its part',
      message
        .replace(
          labelXml(),
          Buffer.from(labelXml().replace(' encoding="ISO-8859-1"', ''), 'utf8').toString('latin1'),
        )
        .replace('charset=ISO-8859-1', 'charset="utf-8"'),
    ],
    [
      'with line ends inside the label and CR LF around it',
      message.replace('<to', '\n  <to').replace(dataHead, `\r\n${dataHead}`),
    ],
    [
      'with LF line ends',
      message.replaceAll('\r\n', '\n'),
      undefined,
      { ...whole, parts: [{ ...dataPart, content: 'ett\ntv\xe5' }] },
    ],
    [
      'without a Content-Transfer-Encoding',
      message.replace('text/plain\r\nContent-Transfer-Encoding: binary\r\n', 'text/plain\r\n'),
      undefined,
      {
        ...whole,
        parts: [{ ...dataPart, headers: dataPart.headers.toSpliced(1, 1), transferEncoding: '7bit' }],
      },
    ],
    [
      'with an empty data part without headers',
      message.replace(dataHead, '\r\n--b1\r\n\r\n').replace('ett\r\ntv\xe5', ''),
      undefined,
      { ...whole, parts: [{ headers: [], transferEncoding: '7bit', content: '' }] },
    ],
    [
      'with the raw octets of a base64 part',
      message
        .replace(
          'text/plain\r\nContent-Transfer-Encoding: binary',
          'text/plain\r\nContent-Transfer-Encoding: BASE64',
        )
        .replace('ett\r\ntv\xe5', 'Zm9v\r\nYmFy'),
      undefined,
      {
        ...whole,
        parts: [
          {
            ...dataPart,
            headers: [
              'Content-Type: text/plain',
              'Content-Transfer-Encoding: BASE64',
              ...dataPart.headers.slice(2),
            ],
            transferEncoding: 'base64',
            content: 'Zm9v\r\nYmFy',
          },
        ],
      },
    ],
    [
      'with folded part headers, kept as they came',
      message.replace('Content-Type: text/plain', 'content-TYPE:text/plain;\r\n   charset=x'),
      undefined,
      {
        ...whole,
        parts: [
          {
            ...dataPart,
            headers: ['content-TYPE:text/plain;', '   charset=x', ...dataPart.headers.slice(1)],
            contentType: 'text/plain;   charset=x',
          },
        ],
      },
    ],
    [
      'with a path as its file name',
      message.replace('r\xe4k.txt', '../../x'),
      undefined,
      {
        ...whole,
        parts: [
          {
            ...dataPart,
            headers: [...dataPart.headers.slice(0, 2), 'Content-Disposition: attachment; filename="../../x"'],
            fileName: '../../x',
          },
        ],
      },
    ],
    [
      'with a boundary line inside the data that merely begins alike',
      message.replace('ett', '--b1x'),
      undefined,
      { ...whole, parts: [{ ...dataPart, content: '--b1x\r\ntv\xe5' }] },
    ],
  ]
  for (const [what, body, http, outcome] of fields) {
    it(`reads a message ${what}`, () => {
      for (const cuts of [[], [1], [7, 2, 40]]) {
        assert.deepEqual(read(body, { cuts, ...(http === undefined ? {} : { http }) }), outcome ?? whole)
      }
    })
  }

  it('reads a label of version 1.1', () => {
    const old = labelXml()
      .replaceAll('1.2', '1.1')
      .replace('message-type="simple" ', '')
      .replace('content.id=', 'uuid=')
      .replace('<data datapartType="sjuk"/>', '<data/>')
    assert.deepEqual(read(message.replace(labelXml(), old)), whole)
  })

  const illegal = 'IllegalMessageStructure'
  const bad: readonly (readonly [string, string, string, string, Reading?])[] = [
    [
      'an empty body',
      '',
      'The body is empty, expected an SHS message',
      'Kroppen är tom, väntade ett SHS-meddelande',
    ],
    [
      'an end among the headers',
      'Subject: x\r\n',
      'The body ends after 12 octets in the header lines, expected an SHS message',
      'Kroppen slutar efter 12 oktetter bland huvudraderna, väntade ett SHS-meddelande',
    ],
    [
      'no MIME at all',
      '<?xml version="1.0"?>',
      'The body does not begin with the header lines of a MIME entity ("Name: value"): a file must be sent inside an SHS message, octet for octet (curl: --data-binary)',
      'Kroppen börjar inte med en MIME-entitets huvudrader ("Namn: värde"): en fil ska skickas inuti ett SHS-meddelande, byte för byte (curl: --data-binary)',
      { cuts: [14, 100] },
    ],
    [
      'parts alone without a boundary in HTTP',
      parts,
      'The body begins with a boundary and the HTTP Content-Type names none, expected a boundary there or a whole MIME entity with its headers',
      'Kroppen börjar med en gränsmarkör och HTTP-huvudet Content-Type anger ingen, väntade en gränsmarkör där eller en hel MIME-entitet med huvudrader',
      { http: 'multipart/mixed' },
    ],
    [
      'parts with another boundary than that in HTTP',
      '--b1\r\n\r\n',
      'The body does not begin with the HTTP Content-Type\'s boundary "--b2"',
      'Kroppen börjar inte med gränsmarkören i HTTP-huvudet Content-Type, "--b2"',
      { http: 'multipart/mixed; boundary=b2', cuts: [4] },
    ],
    [
      'no Content-Type',
      'Subject: x\r\n\r\n',
      'The message has no Content-Type, expected "multipart/mixed" with a boundary',
      'Meddelandet saknar Content-Type, väntade "multipart/mixed" med en gränsmarkör (boundary)',
    ],
    [
      'no multipart/mixed',
      message.replace('multipart/mixed', 'multipart/related'),
      'The message\'s Content-Type is "multipart/related", expected "multipart/mixed"',
      'Meddelandets Content-Type är "multipart/related", väntade "multipart/mixed"',
    ],
    [
      'no boundary',
      message.replace('; boundary="b1"', ''),
      'The message\'s Content-Type "multipart/mixed" has no usable boundary, expected one of 1 to 200 characters',
      'Meddelandets Content-Type "multipart/mixed" saknar en användbar gränsmarkör (boundary), väntade en på 1 till 200 tecken',
    ],
    [
      'no parts',
      `${top}--b1--`,
      'The message has no parts, expected the label and at least one data part',
      'Meddelandet har inga delar, väntade etiketten och minst en datadel',
    ],
    [
      'a first part that is no label',
      message.replace('text/xml', 'application/pdf'),
      'The first part\'s Content-Type is "application/pdf", expected the label as text/xml, text/plain or application/xml',
      'Den första delens Content-Type är "application/pdf", väntade etiketten som text/xml, text/plain eller application/xml',
    ],
    [
      'a label in broken base64',
      message.replace('binary', 'base64'),
      'In the label\'s part: Octet 1 of the base64 content is no character of base64 in its place, expected A-Z, a-z, 0-9, "+", "/", and "=" only at the end',
      'I etikettens del: Oktett 1 i base64-innehållet är inget base64-tecken på sin plats, väntade A-Z, a-z, 0-9, "+", "/", och "=" bara sist',
    ],
    [
      'an unknown transfer encoding of the label',
      message.replace('binary', 'zip'),
      'In the label\'s part: The Content-Transfer-Encoding of a part is "zip", expected binary, 8bit, 7bit, base64 or quoted-printable',
      'I etikettens del: En dels Content-Transfer-Encoding är "zip", väntade binary, 8bit, 7bit, base64 eller quoted-printable',
    ],
    [
      'no closing boundary',
      message.replace(tail, ''),
      'The body ends in part 2 without its closing boundary, expected the line "--b1--"',
      'Kroppen slutar i del 2 utan avslutande gränsmarkör, väntade raden "--b1--"',
    ],
    [
      'half a closing boundary',
      message.replace(tail, '\r\n--b1-'),
      'The body ends in part 2 without its closing boundary, expected the line "--b1--"',
      'Kroppen slutar i del 2 utan avslutande gränsmarkör, väntade raden "--b1--"',
    ],
    [
      'a body that ends in its label',
      message.slice(0, message.indexOf('<to')),
      'The body ends in part 1 without its closing boundary, expected the line "--b1--"',
      'Kroppen slutar i del 1 utan avslutande gränsmarkör, väntade raden "--b1--"',
    ],
    [
      'no boundary line',
      top,
      'The body has no line "--b1", expected the boundary of its Content-Type before each part',
      'Kroppen saknar raden "--b1", väntade gränsmarkören från dess Content-Type före varje del',
    ],
    [
      'fewer parts than the label lists',
      message.replace(labelXml(), labelXml(2)),
      'The message has fewer data parts (1) than its label lists, expected 2',
      'Meddelandet har färre datadelar (1) än etiketten anger, väntade 2',
    ],
    [
      'fewer parts, closed by the end of the body',
      message.replace(labelXml(), labelXml(2)).slice(0, -2),
      'The message has fewer data parts (1) than its label lists, expected 2',
      'Meddelandet har färre datadelar (1) än etiketten anger, väntade 2',
    ],
    [
      'more parts than the label lists',
      message.replace(tail, `${dataHead}x`),
      'The message has more data parts than its label lists, expected 1',
      'Meddelandet har fler datadelar än etiketten anger, väntade 1',
    ],
    [
      'more parts listed than the limit',
      message.replace(labelXml(), labelXml(3)),
      'The label lists 3 data parts, expected at most 2 (maxDataParts)',
      'Etiketten anger 3 datadelar, väntade högst 2 (maxDataParts)',
      { limits: { maxDataParts: 2 } },
    ],
    [
      'more compound parts than the limit',
      message
        .replace(
          labelXml(),
          labelXml()
            .replace('<data datapartType="sjuk"/>', '<compound no-of-parts="9"/>')
            .replace('message-type="simple" document-type="simple"', 'message-type="compound"'),
        )
        .replace(tail, `${dataHead}x${tail}`),
      'The message has more than 1 data parts, expected at most that (maxDataParts)',
      'Meddelandet har fler än 1 datadelar, väntade högst så många (maxDataParts)',
      { limits: { maxDataParts: 1 } },
    ],
    [
      'long header lines of the entity',
      `X: ${'x'.repeat(100)}\r\n\r\n`,
      'A block of header lines is longer than 99 octets, expected at most that (maxHeaderBytes)',
      'Ett block av huvudrader är längre än 99 oktetter, väntade högst så många (maxHeaderBytes)',
      { limits: { maxHeaderBytes: 99 } },
    ],
    [
      'many header lines of a part',
      message.replace('Content-Type: text/plain', 'A: 1\r\nB: 2\r\nC: 3'),
      'A block of header lines has more than 4 lines, expected at most that (maxHeaderLines)',
      'Ett block av huvudrader har fler än 4 rader, väntade högst så många (maxHeaderLines)',
      { limits: { maxHeaderLines: 4 } },
    ],
    [
      'a long epilogue',
      `${message}12345`,
      'More than 4 octets stand after the closing boundary, expected at most that (maxEpilogueBytes)',
      'Mer än 4 oktetter står efter den avslutande gränsmarkören, väntade högst så många (maxEpilogueBytes)',
      { limits: { maxEpilogueBytes: 4 } },
    ],
    [
      'a preamble without end',
      `${top}${'x'.repeat(65_536)}`,
      'The first 65536 octets of the message hold no whole label, expected the label in its first part (maxLabelBytes)',
      'De första 65536 oktetterna av meddelandet innehåller ingen hel etikett, väntade etiketten i dess första del (maxLabelBytes)',
    ],
    [
      'empty lines without end',
      '\r\n'.repeat(40_000),
      'The first 65536 octets of the message hold no whole label, expected the label in its first part (maxLabelBytes)',
      'De första 65536 oktetterna av meddelandet innehåller ingen hel etikett, väntade etiketten i dess första del (maxLabelBytes)',
    ],
  ]
  for (const [what, body, en, sv, reading] of bad) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(read(body, reading).fault, { code: illegal, en, sv })
      if (reading?.cuts === undefined) {
        const inPieces = read(body, { ...reading, cuts: [11] })
        assert.deepEqual(inPieces.fault?.code, illegal)
      }
    })
  }

  it('refuses a data part in an unknown transfer encoding by its own code', () => {
    const body = message.replace(
      'text/plain\r\nContent-Transfer-Encoding: binary',
      'text/plain\r\nContent-Transfer-Encoding: x',
    )
    assert.equal(read(body).fault?.code, 'IllegalDatapartContent')
  })

  it('refuses what the label reader refuses, with its code', () => {
    const body = message.replace('urn:X-shs:5563372191', 'urn:X-shs:nobody')
    assert.equal(read(body).fault?.code, 'IllegalSender')
  })

  it('refuses a label without data parts', () => {
    const body = message.replace(labelXml(), labelXml(0))
    assert.equal(read(body).fault?.code, illegal)
    assert.equal(read(body).order, '')
  })

  it('holds the bound on the label to the octet, in one chunk or many', () => {
    const end = message.indexOf(dataHead) + '\r\n--b1\r\n'.length
    for (const cuts of [[], [1], [100]]) {
      assert.deepEqual(read(message, { cuts, limits: { maxLabelBytes: end } }), whole)
      const fault = read(message, { cuts, limits: { maxLabelBytes: end - 1 } }).fault
      assert.match(
        fault?.en ?? '',
        new RegExp(`^The first ${end - 1} octets of the message hold no whole label`),
      )
    }
  })

  it('makes the same of any message, whole, octet by octet, or in any pieces', () => {
    const piece = fc.constantFrom(
      top,
      labelHead,
      labelXml(),
      labelXml(2),
      dataHead,
      tail,
      '\r\n',
      '--b1',
      'x',
      '\n',
      'A: 1\r\n',
    )
    const mangled = fc.oneof(
      fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
      fc
        .record({
          at: fc.nat(message.length),
          gone: fc.nat(5),
          put: fc.constantFrom('', '\r', '\n', '--b1', '\0', ';'),
        })
        .map(({ at, gone, put }) => message.slice(0, at) + put + message.slice(at + gone)),
    )
    const http = fc.constantFrom('message/rfc822', 'multipart/mixed; boundary=b1')
    const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(mangled, http, cuts, (body, http, cuts) => {
        const whole = comparable(body, http, [])
        assert.deepEqual(comparable(body, http, [1]), whole)
        assert.deepEqual(comparable(body, http, cuts), whole)
      }),
      { numRuns: 1000 },
    )
  })
})
