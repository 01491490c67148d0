import type { ShsAgreement } from '../../../../src/protocol/agreement/agreement.ts'
import type { Open, Quality } from '../../../../src/protocol/agreement/quality.ts'
import {
  type LocalAgreement,
  localAgreement,
  type PublicAgreement,
  type TermsMode,
} from '../../../../src/exchange/agreements/known-agreement.ts'
import { usualHours } from '../../../../src/exchange/agreements/opening-hours.ts'
import type { AddressedQuestion } from '../../../../src/exchange/agreements/question.ts'
import { zones } from '../../../../src/exchange/agreements/zone.ts'

export const agency = '2021000001'
export const employer = '5560000001'
export const stranger = '5590000009'
export const product = '5c1e0000-0000-4000-8000-000000000001'
export const otherProduct = '5c1e0000-0000-4000-8000-000000000002'
export const uuid = 'a6ee0000-0000-4000-8000-000000000001'
export const otherUuid = 'a6ee0000-0000-4000-8000-000000000002'

const zoneOf = zones()

/** Milliseconds since 1970 of a moment written with its offset. */
export function at(rfc3339: string): number {
  return Date.parse(rfc3339)
}

/** A moment in Swedish time, to compare with. */
export function stockholm(moment: number | undefined): string | undefined {
  return moment === undefined ? undefined : zoneOf('Europe/Stockholm').time.formatWithZone(moment)
}

/** Noon on a Wednesday in 2026 with nothing special about it. */
export const wednesday = at('2026-03-11T12:00:00+01:00')

/** The employer sends to the agency, from 2025 until further notice. */
export function document(more: Partial<ShsAgreement> = {}): ShsAgreement {
  return {
    uuid,
    transferType: 'any',
    principal: { address: agency, commonName: 'Exempelmyndigheten' },
    products: [{ id: product }],
    customer: { address: employer },
    direction: { flow: 'from-customer' },
    valid: { from: '2025-01-01' },
    ...more,
  }
}

export function local(more: Partial<ShsAgreement> = {}, mode: TermsMode = 'enforce'): LocalAgreement {
  return localAgreement(document(more), mode, zoneOf, usualHours)
}

/** An agreement with any customer. */
export function forAnyCustomer(more: Partial<ShsAgreement> = {}): LocalAgreement {
  const { customer: _, ...rest } = document(more)
  return localAgreement(rest, 'enforce', zoneOf, usualHours)
}

export function published(more: Partial<PublicAgreement> = {}): PublicAgreement {
  return { kind: 'public', uuid: otherUuid, principal: agency, products: [product], ...more }
}

export function open(more: Partial<Open> = {}): Open {
  return { day: 'every', hours: 'all', times: [], ...more }
}

export function quality(more: Partial<Quality> = {}): Quality {
  return { open: open(), ...more }
}

/** The employer asks to send to the agency. */
export function question(more: Partial<AddressedQuestion> = {}): AddressedQuestion {
  return { from: employer, to: agency, product, transferType: 'asynch', sequenceType: 'event', ...more }
}
