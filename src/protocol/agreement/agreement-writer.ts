import { writeReference } from '../xml/field-writers.ts'
import { XmlWriter } from '../xml/xml-writer.ts'
import type { Billing, Direction, Price, ShsAgreement } from './agreement.ts'
import { writeGeneral } from './general-writer.ts'

/** The octets of an `shs.agreement` in ISO-8859-1, with every attribute that has a value (section 4). */
export function writeAgreement(agreement: ShsAgreement): Uint8Array {
  const xml = new XmlWriter().head('shs.agreement', 'shs-agreement-1.2.dtd')
  xml
    .markup('<shs.agreement version="1.2"')
    .attribute('uuid', agreement.uuid)
    .attribute('transfer-type', agreement.transferType)
    .attribute('contract', agreement.contract)
    .markup('>')
  writeShs(xml, agreement)
  writeGeneral(xml, agreement)
  return xml.end('shs.agreement').take()
}

function writeShs(xml: XmlWriter, agreement: ShsAgreement): void {
  const { principal, products, customer, direction, confirmRequired, billing, error } = agreement
  xml.markup('<shs>')
  writeReference(xml, 'principal', principal.address, principal)
  for (const product of products) writeReference(xml, 'product', product.id, product)
  if (customer !== undefined) writeReference(xml, 'customer', customer.address, customer)
  writeDirection(xml, direction)
  if (confirmRequired !== undefined) {
    xml.markup('<confirm').attribute('required', yesOrNo(confirmRequired)).markup('/>')
  }
  if (billing !== undefined) writeBilling(xml, billing)
  xml.element('error', error).end('shs')
}

function writeDirection(xml: XmlWriter, { flow, description }: Direction): void {
  xml
    .markup('<direction')
    .attribute('flow', flow)
    .markup('>')
    .element('description', description)
    .end('direction')
}

function writeBilling(xml: XmlWriter, { required, currency, price, description }: Billing): void {
  xml
    .markup('<billing')
    .attribute('required', required === undefined ? undefined : yesOrNo(required))
    .attribute('currency', currency)
    .markup('>')
  writePrice(xml, price)
  xml.element('description', description).end('billing')
}

function writePrice(xml: XmlWriter, price: Price): void {
  xml
    .markup('<per-')
    .markup(price.per)
    .attribute('price', price.price)
    .attribute('unit', price.per === 'exchange' ? undefined : price.unit)
    .markup('/>')
}

function yesOrNo(value: boolean): 'yes' | 'no' {
  return value ? 'yes' : 'no'
}
