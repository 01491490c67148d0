import * as fc from 'fast-check'
import type { Billing, Price, ShsAgreement, Validity } from '../../../src/protocol/agreement/agreement.ts'
import { type Quality, type Response, weekDays } from '../../../src/protocol/agreement/quality.ts'
import type { Schedule } from '../../../src/protocol/agreement/schedule.ts'
import { periodUnits, volumeUnits } from '../../../src/protocol/agreement/units.ts'
import type { PartDescription, ShsProduct } from '../../../src/protocol/product/product.ts'
import { filledText, lowerUuid, xmlText } from './xml-arbitraries.ts'

const number = fc.stringMatching(/^[0-9]{10}$/)
const names = { commonName: filledText, labeledUri: filledText }

const party = fc.record(
  {
    address: fc.oneof(number, fc.stringMatching(/^[0-9]{10}\.[a-zåäö0-9]{1,10}$/)),
    ...names,
  },
  { requiredKeys: ['address'] },
)

const product = fc.record(
  { id: fc.oneof(lowerUuid, fc.constantFrom('confirm', 'error', 'agreement')), ...names },
  { requiredKeys: ['id'] },
)

const time = fc.oneof(
  fc.stringMatching(/^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$/),
  fc.constant('24:00'),
)

const date = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10))

const price: fc.Arbitrary<Price> = fc.oneof(
  fc.record({ per: fc.constant('exchange' as const), price: xmlText }),
  fc.record(
    { per: fc.constant('volume' as const), price: xmlText, unit: fc.constantFrom(...volumeUnits) },
    { requiredKeys: ['per', 'price'] },
  ),
  fc.record(
    { per: fc.constant('period' as const), price: xmlText, unit: fc.constantFrom(...periodUnits) },
    { requiredKeys: ['per', 'price'] },
  ),
)

const billing: fc.Arbitrary<Billing> = fc.record(
  { required: fc.boolean(), currency: filledText, price, description: xmlText },
  { requiredKeys: ['currency', 'price'] },
)

const valid: fc.Arbitrary<Validity> = fc.record({ from: date, to: date }, { requiredKeys: ['from'] })

const schedule: fc.Arbitrary<Schedule> = fc.record(
  {
    startDate: date,
    stopDate: date,
    timeZone: filledText,
    interval: fc.record({ day: fc.nat(), hour: fc.nat(), min: fc.nat() }, { requiredKeys: [] }),
    startTime: time,
    stopTime: time,
  },
  { requiredKeys: ['interval'] },
)

const rate = fc.record({ numberPer: fc.nat(), period: fc.constantFrom(...periodUnits) })
const weekTime = fc.record({ day: fc.constantFrom(...weekDays), time }, { requiredKeys: ['day'] })
const responseTimes = fc.record({ notBefore: weekTime, notAfter: weekTime }, { requiredKeys: ['notBefore'] })

const response: fc.Arbitrary<Response> = fc
  .record(
    {
      within: fc.nat(),
      unit: fc.constantFrom(...periodUnits),
      request: responseTimes,
      reply: responseTimes,
      description: xmlText,
    },
    { requiredKeys: [] },
  )
  .filter(({ request, reply }) => reply === undefined || request !== undefined)

const open = fc.record(
  {
    day: fc.constantFrom('every' as const, 'work' as const, 'weekend' as const, 'public-holiday' as const),
    hours: fc.constantFrom('all' as const, 'office' as const, 'extended' as const, 'night' as const),
    whenDescription: xmlText,
    times: fc.array(fc.record({ start: time, stop: time }), { maxLength: 3 }),
    description: xmlText,
  },
  { requiredKeys: ['day', 'hours', 'times'] },
)

const quality: fc.Arbitrary<Quality> = fc.record(
  {
    open,
    volume: fc.record(
      {
        perTransfer: fc.nat(),
        unit: fc.constantFrom(...volumeUnits),
        average: rate,
        peak: rate,
        description: xmlText,
      },
      { requiredKeys: ['perTransfer', 'unit', 'average'] },
    ),
    frequency: fc.record({ average: rate, peak: rate, description: xmlText }, { requiredKeys: ['average'] }),
    response,
    description: xmlText,
  },
  { requiredKeys: ['open'] },
)

/** Any agreement that the document type can hold. */
export const agreement: fc.Arbitrary<ShsAgreement> = fc
  .record(
    {
      uuid: lowerUuid,
      transferType: fc.constantFrom('asynch' as const, 'synch' as const, 'any' as const),
      contract: filledText,
      principal: party,
      products: fc.array(product, { minLength: 1, maxLength: 4 }),
      customer: party,
      direction: fc.record(
        {
          flow: fc.constantFrom('to-customer' as const, 'from-customer' as const, 'any' as const),
          description: xmlText,
        },
        { requiredKeys: ['flow'] },
      ),
      confirmRequired: fc.boolean(),
      billing,
      error: xmlText,
      description: xmlText,
      valid,
      schedule,
      quality,
    },
    { requiredKeys: ['uuid', 'transferType', 'principal', 'products', 'direction', 'valid'] },
  )
  .filter(({ customer, direction }) => customer !== undefined || direction.flow === 'from-customer')

const part: fc.Arbitrary<PartDescription> = fc.record(
  {
    datapartType: xmlText,
    minOccurs: fc.nat().map(String),
    maxOccurs: fc.oneof(fc.nat().map(String), fc.constant('unbounded')),
    dataType: filledText,
    description: xmlText,
    mime: fc.record({
      type: filledText,
      subtype: filledText,
      textCharset: filledText,
      transferEncoding: fc.constantFrom('binary' as const, 'base64' as const),
    }),
    security: fc.record({ digest: xmlText, encryption: xmlText, dsig: xmlText }, { requiredKeys: [] }),
  },
  { requiredKeys: ['datapartType', 'minOccurs', 'maxOccurs', 'mime'] },
)

/** Any product type that the document type can hold. */
export const productType: fc.Arbitrary<ShsProduct> = fc.record(
  {
    uuid: lowerUuid,
    ...names,
    replyRequired: fc.boolean(),
    principal: party,
    data: fc.array(part, { minLength: 1, maxLength: 3 }),
    replyData: fc.array(part, { maxLength: 2 }),
    description: xmlText,
  },
  { requiredKeys: ['uuid', 'replyRequired', 'principal', 'data', 'replyData'] },
)
