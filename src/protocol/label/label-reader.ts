import { type Draft, readDatetime, readMeta, readText } from '../xml/field-readers.ts'
import { XmlReader } from '../xml/xml-reader.ts'
import { missingElement, unexpectedElement } from '../xml/xml-words.ts'
import { readContent } from './content-reader.ts'
import type { Address, HistoryEntry, Label, LabelContent, Meta, Party, ProductReference } from './label.ts'
import { readHistory } from './history-reader.ts'
import { type LabelAttributes, readLabelAttributes } from './label-attributes.ts'
import { type LabelLimits, labelLimits } from './label-limits.ts'
import { checkParties } from './party-checks.ts'
import { type Found, readAddress, readParty, readProduct } from './party-reader.ts'

/** How to read a label. */
export interface LabelOptions {
  /** The charset of the label's MIME part; what the XML declaration says goes before it. */
  readonly charset?: string | undefined
  readonly limits?: LabelLimits | undefined
}

const order = new Map([
  ['originator', 0],
  ['from', 0],
  ['to', 1],
  ['end-recipient', 2],
  ['product', 3],
  ['meta', 4],
  ['subject', 5],
  ['datetime', 6],
  ['content', 7],
  ['history', 8],
])
const repeated = new Set(['meta', 'history'])

interface Children {
  originator?: Party
  from?: Found<Address>
  to?: Found<Address>
  endRecipient?: Party
  product?: Found<ProductReference>
  meta: Meta[]
  subject?: string
  datetime?: string
  content?: LabelContent
  history: HistoryEntry[]
}

/**
 * The label that `bytes` hold (sections 3 and 14; 1.1 and 1.2). An `XmlError` says what is wrong: IllegalSender,
 * IllegalProductType and IllegalReceiver about from, product and to, IllegalMessageStructure about all else.
 */
export function readLabel(bytes: Uint8Array, options: LabelOptions = {}): Label {
  const reader = new XmlReader(bytes, {
    charset: options.charset,
    limits: options.limits ?? labelLimits,
    code: 'IllegalMessageStructure',
  })
  reader.root(['shs.label'])
  const at = reader.position
  const attributes = readLabelAttributes(reader)
  const children = readChildren(reader, attributes.version)
  reader.end()
  return assemble(reader, at, attributes, children)
}

function readChildren(reader: XmlReader, version: Label['version']): Children {
  const children: Children = { meta: [], history: [] }
  let stage = -1
  while (reader.child()) {
    const { name } = reader
    const rank = order.get(name)
    if (rank === undefined || !mayFollow(name, rank, stage, children)) {
      throw reader.fault(unexpectedElement('shs.label', name, namesThatMayFollow(stage, children)))
    }
    stage = rank
    readChild(reader, name, version, children)
  }
  return children
}

/** Each once and in order, but for meta and history; originator and from in either order (section 14). */
function mayFollow(name: string, rank: number, stage: number, children: Children): boolean {
  if (rank !== stage) return rank > stage
  if (name === 'originator') return children.originator === undefined
  if (name === 'from') return children.from === undefined
  return repeated.has(name)
}

function namesThatMayFollow(stage: number, children: Children): string[] {
  return [...order].flatMap(([name, rank]) => (mayFollow(name, rank, stage, children) ? [name] : []))
}

function readChild(reader: XmlReader, name: string, version: Label['version'], children: Children): void {
  switch (name) {
    case 'originator': {
      children.originator = readParty(reader)
      break
    }
    case 'from': {
      children.from = readAddress(reader)
      break
    }
    case 'to': {
      children.to = readAddress(reader)
      break
    }
    case 'end-recipient': {
      children.endRecipient = readParty(reader)
      break
    }
    case 'product': {
      children.product = readProduct(reader)
      break
    }
    case 'meta': {
      children.meta.push(readMeta(reader))
      break
    }
    case 'subject': {
      children.subject = readText(reader)
      break
    }
    case 'datetime': {
      children.datetime = readDatetime(reader)
      break
    }
    case 'content': {
      children.content = readContent(reader, version)
      break
    }
    default: {
      children.history.push(readHistory(reader))
    }
  }
}

function assemble(reader: XmlReader, at: number, attributes: LabelAttributes, children: Children): Label {
  const { originator, product, datetime, content, subject, endRecipient } = children
  if (product === undefined) throw reader.fault(missingElement('shs.label', ['product']), at)
  if (datetime === undefined) throw reader.fault(missingElement('shs.label', ['datetime']), at)
  if (content === undefined) throw reader.fault(missingElement('shs.label', ['content']), at)
  const parties = checkParties(reader, at, { originator, from: children.from, to: children.to, product })
  const label: Draft<Label> = {
    ...attributes,
    product: parties.product,
    meta: children.meta,
    datetime,
    content,
    history: children.history,
  }
  if (originator !== undefined) label.originator = originator
  if (parties.from !== undefined) label.from = parties.from
  if (parties.to !== undefined) label.to = parties.to
  if (endRecipient !== undefined) label.endRecipient = endRecipient
  if (subject !== undefined) label.subject = subject
  return label
}
