import { formatUrn } from '../urn.ts'
import { writeData, writeMeta } from '../xml/field-writers.ts'
import { XmlWriter } from '../xml/xml-writer.ts'
import type { Address, HistoryEntry, Label, LabelContent, Party, ProductReference } from './label.ts'

/** The octets of a label in ISO-8859-1, its head on lines of their own and the rest on one (sections 3 and 14). */
export function writeLabel(label: Label): Uint8Array {
  const xml = new XmlWriter()
  xml.head('shs.label', `shs-label-${label.version}.dtd`)
  writeAttributes(xml, label)
  if (label.originator !== undefined) writeParty(xml, 'originator', label.originator)
  if (label.from !== undefined) writeFrom(xml, label.from)
  if (label.to !== undefined) writeTo(xml, label.to)
  if (label.endRecipient !== undefined) writeParty(xml, 'end-recipient', label.endRecipient)
  writeProduct(xml, label.product)
  for (const meta of label.meta) writeMeta(xml, meta)
  xml.element('subject', label.subject).element('datetime', label.datetime)
  writeContent(xml, label.content, label.version)
  for (const entry of label.history) writeHistory(xml, entry)
  return xml.end('shs.label').take()
}

function writeAttributes(xml: XmlWriter, label: Label): void {
  const isOld = label.version === '1.1'
  const oldType = isOld && label.messageType === 'compound' ? 'compound' : undefined
  xml
    .markup('<shs.label')
    .attribute('version', label.version)
    .attribute('tx.id', label.txId)
    .attribute('corr.id', label.corrId)
    .attribute('shs.agreement', label.agreement)
    .attribute('transfer-type', label.transferType)
    .attribute('message-type', isOld ? undefined : label.messageType)
    .attribute('document-type', label.documentType ?? oldType)
    .attribute('sequence-type', label.sequenceType)
    .attribute('status', label.status)
    .markup('>')
}

function writeParty(xml: XmlWriter, element: 'originator' | 'end-recipient', party: Party): void {
  xml
    .markup('<')
    .markup(element)
    .attribute('name', party.name)
    .attribute('labeledURI', party.labeledUri)
    .markup('>')
    .text(party.text)
    .end(element)
}

function writeFrom(xml: XmlWriter, from: Address): void {
  xml
    .markup('<from')
    .attribute('commonName', from.commonName ?? '')
    .attribute('e-mail', from.email)
    .attribute('labeledURI', from.labeledUri)
    .markup('>')
    .text(formatUrn(from.address))
    .markup('</from>')
}

function writeTo(xml: XmlWriter, to: Address): void {
  xml
    .markup('<to')
    .attribute('commonName', to.commonName)
    .markup('>')
    .text(formatUrn(to.address))
    .markup('</to>')
}

function writeProduct(xml: XmlWriter, product: ProductReference): void {
  xml
    .markup('<product')
    .attribute('commonName', product.commonName)
    .attribute('labeledURI', product.labeledUri)
    .markup('>')
    .text(formatUrn(product.id))
    .markup('</product>')
}

function writeContent(xml: XmlWriter, content: LabelContent, version: Label['version']): void {
  xml
    .markup('<content')
    .attribute(version === '1.1' ? 'uuid' : 'content.id', content.contentId)
    .markup('>')
  if (content.compoundParts === undefined) {
    for (const entry of content.data) writeData(xml, entry, version)
  } else {
    xml.markup('<compound').attribute('no-of-parts', content.compoundParts).markup('/>')
  }
  xml.element('comment', content.comment).markup('</content>')
}

function writeHistory(xml: XmlWriter, entry: HistoryEntry): void {
  xml
    .markup('<history')
    .attribute('node.id', entry.nodeId)
    .attribute('content.id', entry.contentId)
    .attribute('tx.id', entry.txId)
    .attribute('from', urn(entry.from))
    .attribute('to', urn(entry.to))
    .attribute('local.id', entry.localId)
    .attribute('shs.agreement', entry.agreement)
    .markup('>')
    .element('datetime', entry.datetime)
    .element('comment', entry.comment)
    .markup('</history>')
}

function urn(value: string | undefined): string | undefined {
  return value === undefined ? undefined : formatUrn(value)
}
