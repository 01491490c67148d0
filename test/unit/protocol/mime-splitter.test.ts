import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { decodeLatin1, encodeLatin1 } from '../../../src/protocol/latin1.ts'
import type { MultipartLimits } from '../../../src/protocol/mime/multipart-limits.ts'
import { MultipartSplitter } from '../../../src/protocol/mime/multipart-splitter.ts'
import { ProtocolError } from '../../../src/protocol/protocol-error.ts'

interface Part {
  readonly headers: readonly string[]
  readonly content: string
}

interface Outcome {
  readonly parts: Part[]
  readonly open: boolean
  readonly closed: boolean
  readonly fault?: string
}

/** What a body splits into, all pieces of a part's content put together; `cuts` are the sizes of its chunks. */
function split(
  body: string,
  boundary: string,
  cuts: readonly number[] = [],
  limits: Partial<MultipartLimits> = {},
): Outcome {
  const parts: { headers: readonly string[]; content: string }[] = []
  let open = false
  let closed = false
  const splitter = new MultipartSplitter(
    boundary,
    {
      part: (headers) => {
        assert.equal(open, false)
        open = true
        parts.push({ headers, content: '' })
      },
      data: (bytes) => {
        assert.equal(open, true)
        assert.ok(bytes.length > 0, 'data is never empty')
        const last = parts.at(-1)
        if (last !== undefined) last.content += decodeLatin1(bytes)
      },
      partEnd: () => {
        assert.equal(open, true)
        open = false
      },
      close: () => {
        closed = true
      },
    },
    limits,
  )
  try {
    for (const chunk of chunks(encodeLatin1(body), cuts)) splitter.push(chunk)
    splitter.end()
    return { parts, open, closed }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return { parts, open, closed, fault: error.message }
  }
}

function chunks(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const made: Uint8Array[] = []
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1)
    made.push(bytes.slice(at, at + size))
    at += size
  }
  return made
}

/** Contents of what looks most like delimiters. */
const nasty = (boundary: string) =>
  fc
    .array(
      fc.constantFrom(
        '\r',
        '\n',
        '\r\n',
        '-',
        '--',
        `--${boundary}`,
        `\r\n--${boundary}`,
        boundary,
        ' ',
        '\t',
        'x',
        '\xe5',
        '',
      ),
      { maxLength: 12 },
    )
    .map((pieces) => pieces.join(''))
const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 })
const boundaries = fc.constantFrom('b', 'aa', '----=_Part_0_1.2', 'x x', 'a'.repeat(70))

describe('MultipartSplitter', () => {
  it('gives back what parts were put together from, whatever the chunks', () => {
    const bodies = boundaries.chain((boundary) =>
      fc.record({
        boundary: fc.constant(boundary),
        contents: fc.array(nasty(boundary), { maxLength: 4 }),
        cuts,
      }),
    )
    fc.assert(
      fc.property(bodies, ({ boundary, contents, cuts }) => {
        const line = new RegExp(`\r\n--${boundary}(--)?[ \t]*\r?\n`)
        fc.pre(contents.every((content) => !line.test(`\r\n${content}\r\n`)))
        const body = `${contents.map((content) => `--${boundary}\r\nA: 1\r\n\r\n${content}\r\n`).join('')}--${boundary}--\r\n`
        const parts = contents.map((content) => ({ headers: ['A: 1'], content }))
        assert.deepEqual(split(body, boundary, cuts), { parts, open: false, closed: true })
      }),
      { numRuns: 2000 },
    )
  })

  it('makes the same of any octets, whole, one by one, or in any pieces', () => {
    const bodies = boundaries.chain((boundary) =>
      fc.record({
        boundary: fc.constant(boundary),
        body: fc
          .array(
            fc.oneof(
              nasty(boundary),
              fc.constantFrom(
                `\r\n--${boundary}\r\n`,
                `\n--${boundary}\n`,
                'A: 1\r\n\r\n',
                `\r\n--${boundary}--`,
                'A: 1\n\n',
              ),
            ),
            { maxLength: 12 },
          )
          .map((pieces) => pieces.join('')),
        cuts,
      }),
    )
    fc.assert(
      fc.property(bodies, ({ boundary, body, cuts }) => {
        const whole = split(body, boundary)
        assert.deepEqual(split(body, boundary, [1]), whole)
        assert.deepEqual(split(body, boundary, cuts), whole)
      }),
      { numRuns: 3000 },
    )
  })

  const good: readonly (readonly [string, string, string, readonly Part[]])[] = [
    ['CR LF', 'b', '--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n', [{ headers: ['A: 1'], content: 'x' }]],
    ['LF alone', 'b', '--b\nA: 1\n\nx\ny\n--b--\n', [{ headers: ['A: 1'], content: 'x\ny' }]],
    ['no line end after the closing boundary', 'b', '--b\r\n\r\nx\r\n--b--', [{ headers: [], content: 'x' }]],
    [
      'a preamble and an epilogue',
      'b',
      'hello\r\n--b\r\n\r\nx\r\n--b--\r\nbye\r\n--b\r\n',
      [{ headers: [], content: 'x' }],
    ],
    [
      'a preamble with a line that begins like the boundary',
      'b',
      '--bb\r\n --b\r\n--b\r\n\r\nx\r\n--b--',
      [{ headers: [], content: 'x' }],
    ],
    [
      'blanks after a boundary',
      'b',
      '--b \t \r\n\r\nx\r\n--b \r\n\r\ny\r\n--b-- \t\r\n',
      [
        { headers: [], content: 'x' },
        { headers: [], content: 'y' },
      ],
    ],
    [
      'a line that merely begins with the boundary',
      'b',
      '--b\r\n\r\n--bX\r\n--b-\r\n--b--X\r\n--b -\r\n--b--',
      [{ headers: [], content: '--bX\r\n--b-\r\n--b--X\r\n--b -' }],
    ],
    [
      'a longer boundary inside',
      'b',
      '--b\r\n\r\n--b1\r\n\r\n\r\n--b1--\r\n--b--',
      [{ headers: [], content: '--b1\r\n\r\n\r\n--b1--' }],
    ],
    [
      'LF before the boundary where lines end in CR LF',
      'b',
      '--b\r\n\r\nx\n--b\r\n\r\ny\r\n--b--',
      [{ headers: [], content: 'x\n--b\r\n\r\ny' }],
    ],
    [
      'a CR before the LF of the boundary where lines end in LF',
      'b',
      '--b\n\nx\r\n--b--\n',
      [{ headers: [], content: 'x\r' }],
    ],
    [
      'a boundary line with a CR too many',
      'b',
      '--b\r\n\r\nx\r\n--b\r\r\n--b--',
      [{ headers: [], content: 'x\r\n--b\r' }],
    ],
    [
      'a carriage return before the true delimiter',
      'b',
      '--b\r\n\r\nx\r\r\n--b--',
      [{ headers: [], content: 'x\r' }],
    ],
    ['an empty part', 'b', '--b\r\nA: 1\r\n\r\n\r\n--b--', [{ headers: ['A: 1'], content: '' }]],
    [
      'an empty part without its own line end',
      'b',
      '--b\r\nA: 1\r\n\r\n--b--',
      [{ headers: ['A: 1'], content: '' }],
    ],
    [
      'an empty part without headers',
      'b',
      '--b\r\n\r\n--b\r\n\r\n--b--',
      [
        { headers: [], content: '' },
        { headers: [], content: '' },
      ],
    ],
    ['an empty part with LF', 'b', '--b\n\n--b--', [{ headers: [], content: '' }]],
    [
      'folded headers, any case, raw octets',
      'b',
      '--b\r\ncONTENT-type: a;\r\n\tname=\xe5\r\nX : 1\r\n\r\nx\r\n--b--',
      [{ headers: ['cONTENT-type: a;', '\tname=\xe5', 'X : 1'], content: 'x' }],
    ],
    ['no parts at all', 'b', '--b--', []],
  ]
  for (const [what, boundary, body, parts] of good) {
    it(`reads ${what}`, () => {
      for (const sizes of [[], [1], [2, 3]]) {
        assert.deepEqual(split(body, boundary, sizes), { parts, open: false, closed: true })
      }
    })
  }

  const bad: readonly (readonly [string, string, Partial<MultipartLimits>, string])[] = [
    [
      '',
      'an empty body',
      {},
      'The body has no line "--b", expected the boundary of its Content-Type before each part',
    ],
    [
      '--bb\r\n',
      'another boundary',
      {},
      'The body has no line "--b", expected the boundary of its Content-Type before each part',
    ],
    [
      '--b\r\n\r\nx\r\n--b\r\n\r\ny\r\n--b-',
      'a missing closing boundary',
      {},
      'The body ends in part 2 without its closing boundary, expected the line "--b--"',
    ],
    [
      '--b\r\nA: 1\r\n',
      'an end among the headers',
      {},
      'The body ends in part 1 without its closing boundary, expected the line "--b--"',
    ],
    [
      '--b\r\n<xml/>\r\n',
      'content without an empty line',
      {},
      'A line that is no header stands among the header lines, expected "Name: value" or an empty line',
    ],
    [
      '--b\r\n--b--\r\n',
      'a boundary among the headers',
      {},
      'A line that is no header stands among the header lines, expected "Name: value" or an empty line',
    ],
    [
      '--b\r\n A: 1\r\n',
      'a folded first line',
      {},
      'A line that is no header stands among the header lines, expected "Name: value" or an empty line',
    ],
    [
      '--b\r\nA: 1\rB: 2\r\n',
      'a bare CR in a header',
      {},
      'A header line holds a bare carriage return or a NUL, expected text',
    ],
    [
      '--b\r\nA: \0\r\n',
      'a NUL in a header',
      {},
      'A header line holds a bare carriage return or a NUL, expected text',
    ],
    [
      '--b\r\nA: 123456\r\n\r\n',
      'long headers',
      { maxHeaderBytes: 12 },
      'A block of header lines is longer than 12 octets, expected at most that (maxHeaderBytes)',
    ],
    [
      '--b\r\nA: 123456',
      'a header without end',
      { maxHeaderBytes: 8 },
      'A block of header lines is longer than 8 octets, expected at most that (maxHeaderBytes)',
    ],
    [
      '--b\r\nA: 1\r\n 2\r\n\r\n',
      'many headers',
      { maxHeaderLines: 1 },
      'A block of header lines has more than 1 lines, expected at most that (maxHeaderLines)',
    ],
    [
      '--b\r\n\r\n--b\r\n\r\n--b--',
      'many parts',
      { maxParts: 1 },
      'The body has more than 1 parts, expected at most that (maxParts)',
    ],
    [
      '12345\r\n--b--',
      'a long preamble',
      { maxPreambleBytes: 5 },
      'More than 5 octets stand before the first boundary, expected at most that (maxPreambleBytes)',
    ],
    [
      '--b--\r\n12345',
      'a long epilogue',
      { maxEpilogueBytes: 4 },
      'More than 4 octets stand after the closing boundary, expected at most that (maxEpilogueBytes)',
    ],
    [
      '--b   \r\n',
      'many blanks',
      { maxPaddingBytes: 2 },
      'More than 2 blanks stand after a boundary, expected at most that (maxPaddingBytes)',
    ],
  ]
  for (const [body, what, limits, fault] of bad) {
    it(`refuses ${what}`, () => {
      for (const sizes of [[], [1], [2, 3]]) assert.equal(split(body, 'b', sizes, limits).fault, fault)
    })
  }

  it('takes blocks that just fit their limits', () => {
    const limits = {
      maxHeaderBytes: 8,
      maxHeaderLines: 1,
      maxParts: 1,
      maxPreambleBytes: 6,
      maxEpilogueBytes: 5,
      maxPaddingBytes: 2,
    }
    const body = '12345\r\n--b  \r\nA: 1\r\n\r\nx\r\n--b--\r\n12345'
    assert.deepEqual(split(body, 'b', [], limits).parts, [{ headers: ['A: 1'], content: 'x' }])
  })

  it('counts the header lines of each part by themselves', () => {
    const body = '--b\r\nA: 1\r\n\r\nx\r\n--b\r\nA: 2\r\n\r\ny\r\n--b--'
    const limits = { maxHeaderBytes: 8, maxHeaderLines: 1 }
    assert.deepEqual(
      split(body, 'b', [], limits).parts.map(({ headers }) => headers),
      [['A: 1'], ['A: 2']],
    )
  })

  it('gives views of a large chunk, not copies', () => {
    const body = encodeLatin1(`--b\r\n\r\n${'x'.repeat(1000)}\r\n--b--`)
    const buffers: ArrayBufferLike[] = []
    const splitter = new MultipartSplitter('b', {
      part: () => {},
      data: (bytes) => buffers.push(bytes.buffer),
      partEnd: () => {},
      close: () => {},
    })
    splitter.push(body)
    assert.deepEqual(
      buffers.map((buffer) => buffer === body.buffer),
      [true],
    )
  })

  it('does not cut data up at lines that merely begin with the boundary', () => {
    let pieces = 0
    const splitter = new MultipartSplitter('b', {
      part: () => {},
      data: () => pieces++,
      partEnd: () => {},
      close: () => {},
    })
    splitter.push(encodeLatin1(`--b\r\n\r\n${'x\r\n--bX\r\n--b-\r\n--b\r\r\n'.repeat(1000)}--b--`))
    splitter.end()
    assert.equal(pieces, 1)
  })

  it('stays linear on contents made to be compared again and again', () => {
    const boundary = 'a'.repeat(200)
    const content = new Uint8Array(8 * 1024 * 1024).fill(0x61)
    const splitter = new MultipartSplitter(boundary, {
      part: () => {},
      data: () => {},
      partEnd: () => {},
      close: () => {},
    })
    splitter.push(encodeLatin1(`--${boundary}\r\n\r\n`))
    const start = performance.now()
    splitter.push(content)
    assert.ok(performance.now() - start < 1000)
  })
})
