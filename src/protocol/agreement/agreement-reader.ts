import type { Words } from '../words.ts'
import { one, optional, readChildren, some } from '../xml/content-model.ts'
import { choice, optionalChoice, readText } from '../xml/field-readers.ts'
import { readParty, readProductReference, readUuid } from '../xml/identity-fields.ts'
import { documentLimits } from '../xml/xml-limits.ts'
import { XmlReader } from '../xml/xml-reader.ts'
import { expected } from '../xml/xml-words.ts'
import type { Billing, Direction, Price, ShsAgreement } from './agreement.ts'
import { readGeneral } from './general-reader.ts'
import { periodUnits, volumeUnits } from './units.ts'

const attributes = ['version', 'uuid', 'transfer-type', 'contract']
const flows = ['to-customer', 'from-customer', 'any'] as const
const oneCustomerEach: Words = {
  en: 'Make one agreement for each customer',
  sv: 'Gör en överenskommelse för varje kund',
}
const prices = ['per-exchange', 'per-volume', 'per-period'] as const

/** The agreement that the octets of an `shs.agreement` hold (section 4). Throws an `XmlError` of IllegalDatapartContent. */
export function readAgreement(bytes: Uint8Array): ShsAgreement {
  const reader = new XmlReader(bytes, { limits: documentLimits, code: 'IllegalDatapartContent' })
  reader.root(['shs.agreement'])
  reader.allow(attributes)
  choice(reader, 'version', ['1.2'], '1.2')
  const uuid = readUuid(reader)
  const transferType = choice(reader, 'transfer-type', ['asynch', 'synch', 'any'], undefined)
  const contract = reader.filled('contract')
  const shs = one('shs', readShs)
  const general = one('general', readGeneral)
  readChildren(reader, [shs, general])
  reader.end()
  return { uuid, transferType, ...(contract !== undefined && { contract }), ...shs.value, ...general.value }
}

type Shs = Pick<
  ShsAgreement,
  'principal' | 'products' | 'customer' | 'direction' | 'confirmRequired' | 'billing' | 'error'
>

function readShs(reader: XmlReader): Shs {
  reader.allow([])
  const { position } = reader
  const principal = one('principal', readParty)
  const products = some('product', readProductReference)
  const customer = optional('customer', readParty, oneCustomerEach)
  const direction = one('direction', readDirection)
  const confirm = optional('confirm', readConfirm)
  const billing = optional('billing', readBilling)
  const error = optional('error', readText)
  readChildren(reader, [principal, products, customer, direction, confirm, billing, error])
  if (customer.value === undefined && direction.value.flow !== 'from-customer') {
    throw reader.fault(noCustomer(direction.value.flow), position)
  }
  return {
    principal: principal.value,
    products: products.values,
    ...(customer.value !== undefined && { customer: customer.value }),
    direction: direction.value,
    ...(confirm.value !== undefined && { confirmRequired: confirm.value }),
    ...(billing.value !== undefined && { billing: billing.value }),
    ...(error.value !== undefined && { error: error.value }),
  }
}

function readDirection(reader: XmlReader): Direction {
  reader.allow(['flow'])
  const flow = choice(reader, 'flow', flows, undefined)
  const description = optional('description', readText)
  readChildren(reader, [description])
  return { flow, ...(description.value !== undefined && { description: description.value }) }
}

function readConfirm(reader: XmlReader): boolean {
  reader.allow(['required'])
  const required = choice(reader, 'required', ['yes', 'no'], 'yes') === 'yes'
  reader.empty()
  return required
}

function readBilling(reader: XmlReader): Billing {
  reader.allow(['required', 'currency'])
  const required = optionalChoice(reader, 'required', ['yes', 'no'])
  const currency = reader.filled('currency') ?? 'SEK'
  const price = one(prices, readPrice)
  const description = optional('description', readText)
  readChildren(reader, [price, description])
  return {
    ...(required !== undefined && { required: required === 'yes' }),
    currency,
    price: price.value,
    ...(description.value !== undefined && { description: description.value }),
  }
}

function readPrice(reader: XmlReader): Price {
  const read = priceOf(reader)
  reader.empty()
  return read
}

function priceOf(reader: XmlReader): Price {
  reader.allow(reader.name === 'per-exchange' ? ['price'] : ['price', 'unit'])
  const price = reader.required('price', expected.text)
  if (reader.name === 'per-exchange') return { per: 'exchange', price }
  if (reader.name === 'per-volume') {
    const unit = optionalChoice(reader, 'unit', volumeUnits)
    return { per: 'volume', price, ...(unit !== undefined && { unit }) }
  }
  const unit = optionalChoice(reader, 'unit', periodUnits)
  return { per: 'period', price, ...(unit !== undefined && { unit }) }
}

function noCustomer(flow: string): Words {
  return {
    en: `<shs> has no <customer>, which means any customer, but the flow is ${flow}, expected from-customer`,
    sv: `<shs> saknar <customer>, vilket betyder vilken kund som helst, men flow är ${flow}, väntade from-customer`,
  }
}
