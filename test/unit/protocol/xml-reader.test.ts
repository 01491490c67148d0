import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { XmlError } from '../../../src/protocol/xml/xml-error.ts'
import { documentLimits } from '../../../src/protocol/xml/xml-limits.ts'
import { XmlReader } from '../../../src/protocol/xml/xml-reader.ts'
import { xmlText } from './xml-arbitraries.ts'

const limits = { ...documentLimits, depth: 64 }

function open(text: string): XmlReader {
  return new XmlReader(Buffer.from(text), { charset: 'utf-8', limits, code: 'OtherError' })
}

function isTakenByUs(text: string): boolean {
  try {
    const reader = open(text)
    reader.root()
    reader.skip()
    reader.end()
    return true
  } catch (error) {
    assert(error instanceof XmlError, String(error))
    return false
  }
}

function isTakenBySaxes(text: string): boolean {
  try {
    new SaxesParser().write(text).close()
    return true
  } catch {
    return false
  }
}

const name = fc.constantFrom('a', 'b.c', 'x-1', '_', 'ä', 'a:b', 'x\u00b7', '名')
const space = fc.constantFrom('', ' ', '\n', '\t ')

/** Raw attribute value or text: what is escaped, and at times what ought to be. */
const raw = fc
  .array(
    fc.constantFrom(
      'x',
      'å',
      '&amp;',
      '&lt;',
      '&#10;',
      '&#x20AC;',
      '&quot;',
      ']]',
      '\n',
      '\r',
      '\t',
      '😀',
      '€',
      "'",
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''))

const attribute = fc.tuple(name, space, space, raw).map(([n, a, b, v]) => `${n}${a}=${b}"${v}"`)
const tag = fc
  .tuple(name, fc.uniqueArray(attribute, { maxLength: 3 }), space)
  .map(([n, attributes, end]) => ({ name: n, text: [n, ...attributes].join(' ') + end }))

const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 4 },
    tag.map(({ text }) => `<${text}/>`),
    fc.tuple(tag, tie('content'), space).map(([t, c, end]) => `<${t.text}>${c}</${t.name}${end}>`),
  ),
  content: fc
    .array(
      fc.oneof(
        { maxDepth: 4 },
        raw,
        fc.constantFrom('<!-- - -->', '<![CDATA[<&]]]>', '<!---->'),
        tie('element'),
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join('')),
}))

test('documents are taken and refused as a general XML parser takes and refuses them', () => {
  let taken = 0
  fc.assert(
    fc.property(
      element,
      fc.nat(),
      fc.constantFrom('', '', ...'<>&;"=/ a!-[]x\u0001\uffff'.split('')),
      fc.nat(2),
      (text, at, put, cut) => {
        const place = at % (text.length + 1)
        const broken = (
          text.slice(0, place) +
          put +
          text.slice(place + (put === '' ? 0 : cut))
        ).toWellFormed()
        const expected = isTakenBySaxes(broken)
        if (expected) taken++
        assert.equal(isTakenByUs(broken), expected, JSON.stringify(broken))
      },
    ),
    { numRuns: 3000 },
  )
  assert.ok(taken > 300)
})

/** Trees of elements that hold either text or elements, as every SHS document does. */
interface Node {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly content: string | readonly Node[]
}

function readNode(reader: XmlReader, like: Node): Node {
  const attributes = Object.fromEntries(
    Object.keys(like.attributes).map((key) => [key, reader.attribute(key) ?? '(absent)']),
  )
  const read = reader.name
  if (typeof like.content === 'string') return { name: read, attributes, content: reader.text() }
  const children: Node[] = []
  for (const child of like.content) {
    assert.equal(reader.child(), true)
    children.push(readNode(reader, child))
  }
  assert.equal(reader.child(), false)
  return { name: read, attributes, content: children }
}

function saxesTree(text: string): Node {
  type Open = { name: string; attributes: Record<string, string>; text: string; children: Node[] }
  const stack: Open[] = []
  let root: Node | undefined
  const parser = new SaxesParser()
  parser.on('opentag', (t) =>
    stack.push({ name: t.name, attributes: { ...t.attributes }, text: '', children: [] }),
  )
  const add = (more: string) => {
    const top = stack.at(-1)
    if (top !== undefined) top.text += more
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => {
    const closed = stack.pop()
    assert(closed !== undefined)
    const content = closed.children.length > 0 ? closed.children : closed.text
    const node = { name: closed.name, attributes: closed.attributes, content }
    const parent = stack.at(-1)
    if (parent === undefined) root = node
    else parent.children.push(node)
  })
  parser.write(text).close()
  assert(root !== undefined)
  return root
}

const { node } = fc.letrec<{ node: string }>((tie) => ({
  node: fc
    .tuple(
      tag,
      fc.oneof(
        { maxDepth: 3 },
        fc
          .array(fc.oneof(raw, fc.constantFrom('<!-- -->', '<![CDATA[<&\r\n]]]>')), { maxLength: 3 })
          .map((p) => p.join('')),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((p) => p.join('\n <!-- --> ')),
      ),
    )
    .map(([t, content]) => `<${t.text}>${content}</${t.name}>`),
}))

test('attributes and text are what a general XML parser makes of them', () => {
  fc.assert(
    fc.property(node.filter(isTakenBySaxes), (text) => {
      const expected = saxesTree(text)
      const reader = open(text)
      reader.root()
      assert.deepEqual(readNode(reader, expected), expected)
      reader.end()
    }),
    { numRuns: 1000 },
  )
})

test('octets of any kind are refused with an XmlError and never fail otherwise', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom('<?xml ', '<a ', '<a>', '<!DOCTYPE a', ''),
      (octets, head) => {
        isTakenByUs(head + Buffer.from(octets).toString('latin1'))
      },
    ),
    { numRuns: 2000 },
  )
})

test('any text is passed over with what it holds', () => {
  fc.assert(
    fc.property(xmlText, (text) => {
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      const reader = open(`<a><b><c>${escaped}</c></b><d>${escaped}</d></a>`)
      reader.root()
      assert.equal(reader.child(), true)
      reader.skip()
      assert.equal(reader.child(), true)
      assert.equal(reader.name, 'd')
      assert.equal(reader.text(), text.replaceAll(/\r\n?/g, '\n'))
      assert.equal(reader.child(), false)
      reader.end()
    }),
  )
})
