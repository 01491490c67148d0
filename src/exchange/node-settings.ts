import type { RetentionSettings } from './lifecycle/may-age.ts'
import type { RetrySchedule } from './deliver/retry.ts'
import type { TermsMode } from './agreements/known-agreement.ts'
import type { NamedHours } from './agreements/opening-hours.ts'

/** What agreements leave to the node. */
export interface AgreementSettings {
  /** Of those that say nothing themselves, which are all that came by import. */
  readonly qos: TermsMode
  readonly hours: NamedHours
}

/** What the exchange must know of its own node. */
export interface NodeSettings {
  readonly nodeId: string
  /** Organisation number of the node's own actor. */
  readonly actor: string
  /** IANA zone of the dates that carry none (labels, arrival dates). */
  readonly timeZone: string
  /** How long a message that was fetched but not acknowledged stays off the plain list, milliseconds. */
  readonly mailboxLease: number
  readonly agreements: AgreementSettings
  /** Bodies of up to so many octets lie in the message log, larger ones in the blob store. */
  readonly inlineBytes: number
  readonly delivery: RetrySchedule & {
    /** Deliveries to one destination at once. */
    readonly perDestination: number
  }
  readonly retention: RetentionSettings
  readonly limits: {
    readonly maxMessageBytes: number
    readonly maxLabelBytes: number
    readonly maxDataParts: number
    /** Octets of the header lines of a message, and of each of its parts. */
    readonly maxHeaderBytes: number
  }
}
