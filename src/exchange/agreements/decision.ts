import type { Pending } from './agreement-entry.ts'
import type { Flow, ShsAgreement } from '../../protocol/agreement/agreement.ts'
import type { PeriodUnit } from '../../protocol/agreement/units.ts'
import type { TransferType } from '../../protocol/label/label.ts'
import type { ShsErrorCode } from '../../protocol/protocol-error.ts'
import type { Words } from '../../protocol/words.ts'

/** The rule that decided, with the fact that it decided by. */
export type Fact =
  | { readonly rule: 'none-needed'; readonly because: 'adm' | 'agreement' | 'ping' }
  | { readonly rule: 'agreed'; readonly named: boolean; readonly published: boolean }
  /** Addresses and a product id that neither the registry nor the directory knows. */
  | { readonly rule: 'unknown-sender'; readonly from: string }
  | { readonly rule: 'unknown-product'; readonly product: string }
  | { readonly rule: 'unknown-receiver'; readonly to: string }
  /** Allowed by the agreements, and yet it has no way to go. */
  | { readonly rule: 'no-address'; readonly to: string; readonly product: string }
  | { readonly rule: 'no-relay'; readonly from: string; readonly to: string }
  | { readonly rule: 'unknown-agreement' }
  /** It is being made by messages, or was declined: organisation numbers of who proposed it and who was asked. */
  | {
      readonly rule: 'not-in-force'
      readonly standing: Pending['standing']
      readonly proposer: string
      readonly other: string
    }
  | {
      readonly rule: 'no-agreement'
      readonly product: string
      readonly from: string
      readonly to: string
      /** Agreements of these two on this product type, and why each does not count. */
      readonly near: readonly Refused[]
    }
  | {
      readonly rule: 'no-receiver'
      readonly product: string
      readonly from: string
      readonly near: readonly Refused[]
    }
  | { readonly rule: 'several-receivers'; readonly receivers: readonly string[] }
  | { readonly rule: 'other-product'; readonly product: string }
  | { readonly rule: 'other-parties'; readonly from: string; readonly to?: string }
  | { readonly rule: 'other-direction'; readonly from: string; readonly flow: Flow; readonly reply: boolean }
  | {
      readonly rule: 'other-transfer-type'
      readonly asked: TransferType
      readonly agreed: ShsAgreement['transferType']
    }
  /** Dates are `yyyy-MM-dd` in the agreement's zone. */
  | { readonly rule: 'not-yet-valid'; readonly today: string; readonly validFrom: string }
  | { readonly rule: 'no-longer-valid'; readonly today: string; readonly validTo: string }
  | {
      readonly rule: 'closed'
      /** RFC 3339, in the agreement's zone. */
      readonly opensAt: string
      readonly zone: string
      /** What the day is called, where the law gives it a name. */
      readonly today?: Words
    }
  | { readonly rule: 'never-open' }
  | { readonly rule: 'volume'; readonly bytes: number; readonly most: number }
  | {
      readonly rule: 'peak-volume' | 'peak-frequency'
      /** Octets of a volume, transfers of a frequency. */
      readonly most: number
      readonly period: PeriodUnit
      /** When there is room and it is open: RFC 3339, in the agreement's zone. */
      readonly freeAt: string
      readonly zone: string
    }

export type Rule = Fact['rule']

interface Ground {
  readonly rule: Rule
  /** The agreement that decided; lower-case UUID. */
  readonly agreement?: string
  readonly fact: Fact
  readonly words: Words
}

/** It may be sent. */
export interface Allowed extends Ground {
  readonly outcome: 'allowed'
  /** What would have held or refused it, had the agreement's terms been enforced. */
  readonly warnings: readonly (Held | Refused)[]
}

/** It is taken, and waits. */
export interface Held extends Ground {
  readonly outcome: 'held'
  /** Milliseconds since 1970; then it is asked again, since others may wait for the same moment. */
  readonly until: number
  /** Who can mend it. */
  readonly cure: Words
}

/** It is not taken. */
export interface Refused extends Ground {
  readonly outcome: 'refused'
  readonly code: Extract<
    ShsErrorCode,
    | 'UnknownSender'
    | 'UnknownProductType'
    | 'UnknownReceiver'
    | 'MissingAgreement'
    | 'IllegalAgreement'
    | 'UnresolvedReceiver'
    | 'IllegalReceiver'
    | 'MissingDeliveryAddress'
  >
  /** When the same call may be let through, where it was only too early: milliseconds since 1970. */
  readonly again?: number
  /** Who can mend it. */
  readonly cure: Words
}

/** What the agreements say of a message: one value for the command line, the API and the refusal text. */
export type Decision = Allowed | Held | Refused
