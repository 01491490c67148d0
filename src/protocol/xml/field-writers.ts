import type { DataEntry, Meta } from '../label/label.ts'
import { formatUrn } from '../urn.ts'
import type { XmlWriter } from './xml-writer.ts'

/** Writes a `meta` of a label or a list. */
export function writeMeta(xml: XmlWriter, meta: Meta): void {
  xml.markup('<meta').attribute('name', meta.name).markup('>').text(meta.value).markup('</meta>')
}

/** Writes a `data` of a label or a list; in 1.1 an empty datapartType is left out, since 1.1 has none. */
export function writeData(xml: XmlWriter, entry: DataEntry, version: '1.2' | '1.1'): void {
  const isUntyped = version === '1.1' && entry.datapartType === ''
  xml
    .markup('<data')
    .attribute('datapartType', isUntyped ? undefined : entry.datapartType)
    .attribute('filename', entry.fileName)
    .attribute('no-of-bytes', entry.bytes)
    .attribute('no-of-records', entry.records)
    .markup('/>')
}

/** Writes a party or a product of an agreement or product type: its URN, and its name. */
export function writeReference(
  xml: XmlWriter,
  element: 'principal' | 'customer' | 'product',
  value: string,
  { commonName, labeledUri }: { readonly commonName?: string; readonly labeledUri?: string },
): void {
  xml
    .markup('<')
    .markup(element)
    .attribute('commonName', commonName)
    .attribute('labeledURI', labeledUri)
    .markup('>')
    .text(formatUrn(value))
    .end(element)
}
