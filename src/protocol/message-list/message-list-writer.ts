import { formatUrn } from '../urn.ts'
import { writeData, writeMeta } from '../xml/field-writers.ts'
import { XmlWriter } from '../xml/xml-writer.ts'
import type { MessageListEntry } from './message-list.ts'

/** What a message list begins with: entries follow, then `messageListTail`. */
export function messageListHead(): Uint8Array {
  return new XmlWriter()
    .head('shs.message-list', 'shs-message-list-1.2.01.dtd')
    .markup('<shs.message-list version="1.2">\n')
    .take()
}

/** One message of a list, on a line of its own, in ISO-8859-1. */
export function messageListEntry(entry: MessageListEntry): Uint8Array {
  const xml = new XmlWriter()
  writeAttributes(xml, entry)
  for (const meta of entry.meta) writeMeta(xml, meta)
  xml.element('subject', entry.subject)
  for (const data of entry.data) writeData(xml, data, '1.2')
  return xml.markup('</message>\n').take()
}

/** What a message list ends with. */
export function messageListTail(): Uint8Array {
  return new XmlWriter().end('shs.message-list').markup('\n').take()
}

function writeAttributes(xml: XmlWriter, entry: MessageListEntry): void {
  xml
    .markup('<message')
    .attribute('tx.id', entry.txId)
    .attribute('corr.id', entry.corrId)
    .attribute('content.id', entry.contentId)
    .attribute('timestamp', entry.timestamp)
    .attribute('size', entry.size)
    .attribute('originator', entry.originator)
    .attribute('from', urn(entry.from))
    .attribute('to', urn(entry.to))
    .attribute('end-recipient', entry.endRecipient)
    .attribute('product', urn(entry.product))
    .attribute('sequence-type', entry.sequenceType)
    .attribute('status', entry.status)
    .markup('>')
}

function urn(value: string | undefined): string | undefined {
  return value === undefined ? undefined : formatUrn(value)
}
