import type { ShsAgreement } from '../../protocol/agreement/agreement.ts'
import type { LocalTime } from '../local-time.ts'
import type { Pending } from './agreement-entry.ts'
import { type NamedHours, openingOf } from './opening-hours.ts'
import type { Opening } from './opening.ts'
import { wallClock } from './wall-clock.ts'
import type { Zone } from './zone.ts'

/** Whether an agreement's terms (opening hours, volume, peak) hold messages up, or are only told of. */
export type TermsMode = 'warn' | 'enforce'

/** An agreement of which the node has the document, ready to be asked. */
export interface LocalAgreement {
  readonly kind: 'local'
  readonly document: ShsAgreement
  readonly mode: TermsMode
  readonly zone: Zone
  /** When it is open; absent where it always is. */
  readonly opening?: Opening
}

/** An agreement known only from its entry in the directory, which has no direction, no dates and no terms (section 7.5). */
export interface PublicAgreement {
  readonly kind: 'public'
  /** Lower-case UUID. */
  readonly uuid: string
  /** Ten digits. */
  readonly principal: string
  /** Lower-case product ids. */
  readonly products: readonly string[]
  /** Absent means any. */
  readonly transferType?: ShsAgreement['transferType']
}

export type KnownAgreement = LocalAgreement | PublicAgreement

/** An agreement that is being made by messages, or was declined: what it would let through it does not let through. */
export interface PendingAgreement {
  readonly agreement: LocalAgreement
  readonly negotiation: Pick<Pending, 'standing' | 'proposer' | 'other'>
}

/** The agreements that may bear on a message; those that don't are passed over. */
export interface KnownAgreements {
  readonly local: readonly LocalAgreement[]
  /** Of the directory; they count only where no local one does. */
  readonly published: readonly PublicAgreement[]
  /** They never count; where nothing else lets a message through, they are told of. */
  readonly pending?: readonly PendingAgreement[]
}

/** Makes a document ready to be asked; `zoneOf` is the node's one `zones()`. */
export function localAgreement(
  document: ShsAgreement,
  mode: TermsMode,
  zoneOf: (name: string | undefined) => Zone,
  named: NamedHours,
): LocalAgreement {
  const zone = zoneOf(document.schedule?.timeZone)
  const opening = openingOf(
    {
      ...(document.schedule !== undefined && { schedule: document.schedule }),
      ...(document.quality !== undefined && { open: document.quality.open }),
    },
    named,
    wallClock(zone.time),
  )
  return { kind: 'local', document, mode, zone, ...(opening !== undefined && { opening }) }
}

export function uuidOf(agreement: KnownAgreement): string {
  return agreement.kind === 'local' ? agreement.document.uuid : agreement.uuid
}

/** The day at a moment, `yyyy-MM-dd`. */
export function dateAt(time: LocalTime, at: number): string {
  return time.format(at).slice(0, 10)
}
