import { parseDatetime } from '../datetime.ts'
import type { DataEntry, Meta } from '../label/label.ts'
import { parseUrn, withoutUrnPrefix } from '../urn.ts'
import {
  choice,
  type Draft,
  optionalCount,
  readData,
  readMeta,
  readText,
  requiredNmtoken,
} from '../xml/field-readers.ts'
import type { XmlLimits } from '../xml/xml-limits.ts'
import { XmlReader } from '../xml/xml-reader.ts'
import { attributePlace, expected, illegalValue, unexpectedElement } from '../xml/xml-words.ts'
import type { MessageListEntry } from './message-list.ts'

export interface MessageListOptions {
  /** The charset of the answer; what the XML declaration says goes before it. */
  readonly charset?: string | undefined
  readonly limits?: XmlLimits | undefined
}

/** The limits of a list where a client sets no others. */
export const messageListLimits: XmlLimits = {
  bytes: 64 * 1024 * 1024,
  depth: 8,
  attributes: 32,
  elements: 10_000_000,
}

/**
 * The entries of an `shs.message-list`, or of an `shs.document-list` of 1.1, in their order. Attributes that we don't know
 * are passed over: the list is for us to read only. Throws an `XmlError` of IllegalMessageStructure.
 */
export function readMessageList(bytes: Uint8Array, options: MessageListOptions = {}): MessageListEntry[] {
  const reader = new XmlReader(bytes, {
    charset: options.charset,
    limits: options.limits ?? messageListLimits,
    code: 'IllegalMessageStructure',
  })
  const root = reader.root(['shs.message-list', 'shs.document-list'])
  const element = root === 'shs.message-list' ? 'message' : 'document'
  const entries: MessageListEntry[] = []
  while (reader.child()) {
    if (reader.name !== element) throw reader.fault(unexpectedElement(root, reader.name, [element]))
    entries.push(readEntry(reader, element))
  }
  reader.end()
  return entries
}

interface Children {
  readonly meta: Meta[]
  readonly data: DataEntry[]
  subject?: string
}

function readEntry(reader: XmlReader, element: 'message' | 'document'): MessageListEntry {
  const children: Children = { meta: [], data: [] }
  const entry: Draft<MessageListEntry> = {
    txId: requiredNmtoken(reader, 'tx.id'),
    timestamp: timestamp(reader),
    sequenceType: choice(reader, 'sequence-type', ['event', 'request', 'reply', 'adm'], undefined),
    meta: children.meta,
    data: children.data,
  }
  readIds(reader, entry, element)
  readParties(reader, entry)
  readChildren(reader, element, children)
  if (children.subject !== undefined) entry.subject = children.subject
  return entry
}

function timestamp(reader: XmlReader): string {
  const text = reader.required('timestamp', expected.datetime)
  const value = parseDatetime(text)
  if (value !== undefined) return value
  throw reader.fault(illegalValue(attributePlace(reader.name, 'timestamp'), text, expected.datetime))
}

function readIds(reader: XmlReader, entry: Draft<MessageListEntry>, element: 'message' | 'document'): void {
  const corrId = reader.filled('corr.id')
  if (corrId !== undefined) entry.corrId = corrId
  const oldId = element === 'document' ? reader.filled('uuid') : undefined
  const contentId = reader.filled('content.id') ?? oldId
  if (contentId !== undefined) entry.contentId = contentId
  const size = optionalCount(reader, 'size')
  if (size !== undefined) entry.size = size
  if (reader.filled('status') !== undefined) {
    entry.status = choice(reader, 'status', ['production', 'test'], undefined)
  }
}

function readParties(reader: XmlReader, entry: Draft<MessageListEntry>): void {
  const originator = reader.filled('originator')
  if (originator !== undefined) entry.originator = withoutUrnPrefix(originator)
  const from = reader.filled('from')
  if (from !== undefined) entry.from = parseUrn(from)
  const to = reader.filled('to')
  if (to !== undefined) entry.to = parseUrn(to)
  const endRecipient = reader.filled('end-recipient')
  if (endRecipient !== undefined) entry.endRecipient = withoutUrnPrefix(endRecipient)
  const product = reader.filled('product')
  if (product !== undefined) entry.product = parseUrn(product)
}

function readChildren(reader: XmlReader, element: 'message' | 'document', children: Children): void {
  while (reader.child()) {
    const { name } = reader
    if (name === 'data') children.data.push(readData(reader, element === 'document' ? '1.1' : '1.2'))
    else if (children.data.length > 0) throw reader.fault(unexpectedElement(element, name, ['data']))
    else if (name === 'meta' && children.subject === undefined) children.meta.push(readMeta(reader))
    else if (name === 'subject' && children.subject === undefined) children.subject = readText(reader)
    else throw reader.fault(unexpectedElement(element, name, ['meta', 'subject', 'data']))
  }
}
