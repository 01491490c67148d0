import { writeReference } from '../xml/field-writers.ts'
import { XmlWriter } from '../xml/xml-writer.ts'
import type { PartDescription, PartSecurity, ShsProduct } from './product.ts'

/** The octets of an `shs.product` in ISO-8859-1, with every attribute that has a value (section 4). */
export function writeProduct(product: ShsProduct): Uint8Array {
  const xml = new XmlWriter().head('shs.product', 'shs-product-type-1.2.dtd')
  xml
    .markup('<shs.product version="1.2"')
    .attribute('uuid', product.uuid)
    .attribute('commonName', product.commonName)
    .attribute('resp-required', product.replyRequired ? 'yes' : 'no')
    .attribute('labeledURI', product.labeledUri)
    .markup('>')
  writeReference(xml, 'principal', product.principal.address, product.principal)
  for (const part of product.data) writePart(xml, 'data', part)
  for (const part of product.replyData) writePart(xml, 'reply-data', part)
  return xml.element('description', product.description).end('shs.product').take()
}

function writePart(xml: XmlWriter, element: 'data' | 'reply-data', part: PartDescription): void {
  xml
    .markup('<')
    .markup(element)
    .attribute('datapartType', part.datapartType)
    .attribute('minOccurs', part.minOccurs)
    .attribute('maxOccurs', part.maxOccurs)
    .attribute('data-type', part.dataType)
    .markup('>')
    .element('description', part.description)
    .markup('<mime')
    .attribute('type', part.mime.type)
    .attribute('subtype', part.mime.subtype)
    .attribute('text-charset', part.mime.textCharset)
    .attribute('transfer-encoding', part.mime.transferEncoding)
    .markup('/>')
  if (part.security !== undefined) writeSecurity(xml, part.security)
  xml.end(element)
}

function writeSecurity(xml: XmlWriter, { digest, encryption, dsig }: PartSecurity): void {
  xml
    .markup('<security>')
    .element('digest', digest)
    .element('encryption', encryption)
    .element('dsig', dsig)
    .end('security')
}
