import type { ProductReference } from '../label/label.ts'
import type { DocumentParty } from '../xml/identity-fields.ts'
import type { Quality } from './quality.ts'
import type { Schedule } from './schedule.ts'
import type { PeriodUnit, VolumeUnit } from './units.ts'

/** Which way messages go under an agreement, as its `direction` says. */
export type Flow = 'to-customer' | 'from-customer' | 'any'

export interface Direction {
  readonly flow: Flow
  readonly description?: string
}

/** What is paid for: an exchange, a volume or a period. */
export type Price =
  | { readonly per: 'exchange'; readonly price: string }
  | { readonly per: 'volume'; readonly price: string; readonly unit?: VolumeUnit }
  | { readonly per: 'period'; readonly price: string; readonly unit?: PeriodUnit }

export interface Billing {
  readonly required?: boolean
  readonly currency: string
  readonly price: Price
  readonly description?: string
}

/** From which day to which an agreement holds, `yyyy-MM-dd`, both inclusive; without `to` until further notice. */
export interface Validity {
  readonly from: string
  readonly to?: string
}

/** `shs.agreement` 1.2 (section 4): which products may go between whom, which way, and when. */
export interface ShsAgreement {
  /** Lower-case UUID. */
  readonly uuid: string
  readonly transferType: 'asynch' | 'synch' | 'any'
  readonly contract?: string
  readonly principal: DocumentParty
  /** At least one. */
  readonly products: readonly ProductReference[]
  /** Absent means any customer; only where the flow is from-customer. */
  readonly customer?: DocumentParty
  readonly direction: Direction
  /** What `confirm` says; a confirm message is sent also where it is absent (section 8). */
  readonly confirmRequired?: boolean
  readonly billing?: Billing
  readonly error?: string
  readonly description?: string
  readonly valid: Validity
  readonly schedule?: Schedule
  readonly quality?: Quality
}
