import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { HistoryEntry, Label } from '../../../src/protocol/label/label.ts'
import { decodeLatin1, encodeLatin1 } from '../../../src/protocol/latin1.ts'
import { MessageReader } from '../../../src/protocol/message/message-reader.ts'
import {
  boundaryFrom,
  messageLength,
  messageTail,
  newPartHeaders,
  writeMessageHead,
  writePartHead,
} from '../../../src/protocol/message/message-writer.ts'

const boundary = boundaryFrom(new Uint8Array(16).map((_, i) => i))

function label(parts: number, history: readonly HistoryEntry[] = [], subject = 'räk €'): Label {
  return {
    version: '1.2',
    txId: '7f2c1f7e-3a52-4d0b-9c8e-6d5f4b3a2c10',
    corrId: '7f2c1f7e-3a52-4d0b-9c8e-6d5f4b3a2c10',
    transferType: 'asynch',
    messageType: 'simple',
    documentType: 'simple',
    sequenceType: 'event',
    status: 'production',
    from: { address: '5563372191', commonName: 'Avsändaren' },
    to: { address: '2021005489' },
    product: { id: '11111111-2222-4333-8444-555555555555' },
    meta: [{ name: 'år', value: '2026' }],
    subject,
    datetime: '2026-03-02T10:20:30',
    content: {
      contentId: '8a1e2c34-5b67-4890-a1b2-c3d4e5f60718',
      data: Array.from({ length: parts }, () => ({ datapartType: 'sjuk' })),
    },
    history,
  }
}

function entry(number: number): HistoryEntry {
  return {
    datetime: '2026-03-02T10:20:30',
    comment: 'Received',
    nodeId: `node-${number}`,
    txId: '7f2c1f7e-3a52-4d0b-9c8e-6d5f4b3a2c10',
  }
}

interface ReadMessage {
  label?: Label
  parts: { headers: readonly string[]; fileName?: string | undefined; content: Buffer }[]
}

function read(octets: Uint8Array, cut: number): ReadMessage {
  const message: ReadMessage = { parts: [] }
  const reader = new MessageReader({ httpContentType: 'message/rfc822' })
  const take = (events: ReturnType<MessageReader['push']>) => {
    for (const event of events) {
      const last = message.parts.at(-1)
      if (event.kind === 'label') message.label = event.label
      if (event.kind === 'part')
        message.parts.push({ headers: event.headers, fileName: event.fileName, content: Buffer.alloc(0) })
      if (event.kind === 'data' && last !== undefined)
        last.content = Buffer.concat([last.content, event.bytes])
    }
  }
  for (let at = 0; at < octets.length; at += cut) take(reader.push(octets.slice(at, at + cut)))
  take(reader.end())
  return message
}

function write(
  written: Label,
  parts: readonly { headers: readonly string[]; content: Uint8Array }[],
  with_: string,
): Buffer {
  const pieces = parts.flatMap((part) => [writePartHead(part, with_), part.content])
  return Buffer.concat([writeMessageHead(written, with_), ...pieces, messageTail(with_)])
}

describe('a message', () => {
  const fileNames = fc.option(fc.string({ unit: 'grapheme', minLength: 1 }), { nil: undefined })
  const contents = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.constantFrom('\r\n', '\r\n--', `--${boundary.slice(0, -1)}`, '\r\n--b--\r\n', '\n').map(encodeLatin1),
  )
  const parts = fc.array(
    fc.record({
      fileName: fileNames,
      transferEncoding: fc.constantFrom('binary', '8bit'),
      content: contents,
    }),
    { minLength: 1, maxLength: 4 },
  )

  it('is read as it was written, and is written again byte for byte', () => {
    fc.assert(
      fc.property(
        parts,
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.integer({ min: 1, max: 500 }),
        (parts, random, cut) => {
          const made = parts.map((part) => ({
            headers: newPartHeaders({
              contentType: 'text/plain',
              transferEncoding: part.transferEncoding,
              fileName: part.fileName,
            }),
            content: part.content,
          }))
          const written = label(parts.length, [entry(1)])
          const octets = write(written, made, boundaryFrom(random))
          const back = read(octets, cut)
          assert.deepEqual(back.label, written)
          assert.deepEqual(
            back.parts.map((part) => ({ ...part, content: [...part.content] })),
            made.map((part, i) => ({
              ...part,
              fileName: parts[i]?.fileName?.toWellFormed(),
              content: [...part.content],
            })),
          )
          assert.ok(back.label !== undefined)
          assert.deepEqual(write(back.label, back.parts, boundaryFrom(random)), octets)
          const lengths = made.map((part) => ({ headers: part.headers, length: part.content.length }))
          assert.equal(
            messageLength(writeMessageHead(written, boundaryFrom(random)), boundaryFrom(random), lengths),
            octets.length,
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  it('keeps the header lines of a part as they came: folded, raw, in any case', () => {
    const lines = ['content-TYPE:  text/plain ; a=b;', '\tname=r\xe4k', 'X-Other :']
    assert.equal(
      decodeLatin1(writePartHead({ headers: lines }, 'b')),
      `\r\n--b\r\n${lines.join('\r\n')}\r\n\r\n`,
    )
    assert.equal(decodeLatin1(writePartHead({ headers: [] }, 'b')), '\r\n--b\r\n\r\n')
  })

  it('refuses stored header lines that would become several', () => {
    for (const line of ['A: 1\r\nB: 2', 'A: 1\nB: 2', 'A: 1\rB: 2', '']) {
      assert.throws(() => writePartHead({ headers: [line] }, 'b'), { code: 'IllegalMessageStructure' })
    }
  })
})

describe('writeMessageHead', () => {
  it('begins as the field expects', () => {
    const head = decodeLatin1(writeMessageHead(label(1), boundary))
    assert.ok(
      head.startsWith(
        'Subject: SHS Message\r\nMIME-Version: 1.0\r\n' +
          `Content-Type: multipart/mixed; boundary="${boundary}"\r\nContent-Transfer-Encoding: binary\r\n\r\n` +
          `--${boundary}\r\nContent-Type: text/xml; charset=ISO-8859-1\r\nContent-Transfer-Encoding: binary\r\n\r\n<?xml `,
      ),
    )
    assert.match(head, /\?>\r?\n<!DOCTYPE shs\.label SYSTEM "shs-label-1\.2\.dtd">\r?\n<shs\.label /)
    assert.match(head, /<subject>räk &#(?:8364|x20ac|x20AC);<\/subject>/)
  })

  it('drops as few of the oldest entries of history as keep it under 4,096 octets', () => {
    for (const entries of [0, 1, 5, 10, 20, 60, 300]) {
      const history = Array.from({ length: entries }, (_, i) => entry(i))
      const head = writeMessageHead(label(1, history), boundary)
      assert.ok(head.length < 4096, `${head.length} octets with ${entries} entries`)
      const tail = messageTail(boundary)
      const kept =
        read(Buffer.concat([head, writePartHead({ headers: [] }, boundary), tail]), 999).label?.history ?? []
      assert.deepEqual(kept, kept.length === 0 ? [] : history.slice(-kept.length))
      if (kept.length < entries) {
        const oneMore = writeMessageHead(label(1, history.slice(-kept.length - 1)), boundary)
        assert.equal(oneMore.length, head.length, 'one more entry did not fit')
        assert.ok(head.length > 4096 - 250)
      }
    }
  })

  it('takes 4,095 octets as they are and shortens 4,096', () => {
    const history = [entry(1), entry(2)]
    const padding = 4095 - writeMessageHead(label(1, history, ''), boundary).length
    const fits = writeMessageHead(label(1, history, 'x'.repeat(padding)), boundary)
    assert.equal(fits.length, 4095)
    const shortened = decodeLatin1(writeMessageHead(label(1, history, 'x'.repeat(padding + 1)), boundary))
    assert.match(shortened, /node-2/)
    assert.doesNotMatch(shortened, /node-1/)
  })

  it('keeps all of history where dropping it would not help', () => {
    const long = label(1, [entry(1), entry(2)], 'x'.repeat(5000))
    const head = decodeLatin1(writeMessageHead(long, boundary))
    assert.match(head, /node-1.*node-2/s)
  })
})

describe('newPartHeaders', () => {
  it('writes type, transfer encoding and file name', () => {
    assert.deepEqual(
      newPartHeaders({
        contentType: 'text/xml; charset=ISO-8859-1',
        transferEncoding: 'binary',
        fileName: 'å "1".xml',
      }),
      [
        'Content-Type: text/xml; charset=ISO-8859-1',
        'Content-Transfer-Encoding: binary',
        'Content-Disposition: attachment; filename="å \\"1\\".xml"',
      ],
    )
  })

  it('writes no disposition without a file name', () => {
    const lines = ['Content-Type: a/b', 'Content-Transfer-Encoding: base64']
    assert.deepEqual(newPartHeaders({ contentType: 'a/b', transferEncoding: 'base64' }), lines)
    assert.deepEqual(newPartHeaders({ contentType: 'a/b', transferEncoding: 'base64', fileName: '' }), lines)
  })

  it('lets no value make another header line', () => {
    const made = newPartHeaders({
      contentType: 'a/b\r\nX: 1',
      transferEncoding: 'binary\nX: 1',
      fileName: 'a\r\nX: 1',
    })
    assert.deepEqual(made, [
      'Content-Type: application/octet-stream',
      'Content-Transfer-Encoding: binary',
      `Content-Disposition: attachment; filename="a__X: 1"; filename*=UTF-8''a%0D%0AX%3A%201`,
    ])
  })
})

describe('boundaryFrom', () => {
  it('holds all 128 bits and fits in a line', () => {
    assert.equal(boundary, 'kvittens-000102030405060708090a0b0c0d0e0f')
    assert.notEqual(boundaryFrom(new Uint8Array(16).fill(255)), boundaryFrom(new Uint8Array(16).fill(254)))
  })
})
