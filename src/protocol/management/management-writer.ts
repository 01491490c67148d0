import { XmlWriter } from '../xml/xml-writer.ts'
import type { Management } from './management.ts'

/** The octets of an `shs.management` in ISO-8859-1; always with its `confirmation` or `error` (section 14). */
export function writeManagement(management: Management): Uint8Array {
  const xml = new XmlWriter()
  xml
    .head('shs.management', 'shs-management-1.2.dtd')
    .markup('<shs.management version="1.2"')
    .attribute('corr.id', management.corrId)
    .attribute('content.id', management.contentId)
    .markup('>')
    .element('datetime', management.datetime)
    .markup('<')
    .markup(management.kind)
  if (management.kind === 'error') {
    xml.attribute('errorcode', management.errorCode ?? '').attribute('errorinfo', management.errorInfo)
  }
  xml.markup('>')
  for (const { name, value } of management.appinfo) {
    xml.markup('<appinfo').attribute('name', name).markup('>').text(value).markup('</appinfo>')
  }
  return xml.end(management.kind).end('shs.management').take()
}
