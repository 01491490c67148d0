import type { HandlingWire } from './change-wire.ts'

/* What either worker reads of the tables, as it crosses to the main thread. */

/** A message as it is read back; `json` is `[label, parts]`. */
export interface RecordWire {
  readonly receipt: string
  readonly channel: number
  readonly caller: string
  readonly mailbox: string
  readonly arrived: number
  readonly size: number
  readonly blob: string | undefined
  readonly version: number
  readonly fetched: number | undefined
  readonly acknowledged: number | undefined
  readonly archived: number | undefined
  readonly contentPurged: number | undefined
  readonly json: string
  readonly state: number
  readonly handling: HandlingWire | undefined
  /** JSON. */
  readonly readdressed: string | undefined
}

export interface PurgedWire {
  readonly receipt: string
  readonly tx: string
  readonly arrived: number
  readonly identity: string
}

export type AttemptRowWire = {
  readonly receipt: string
  readonly channel: number
  readonly caller: string
  readonly at: number
  readonly code: string
  readonly facts: string
}

export interface AuditRowWire {
  readonly number: number
  readonly receipt: string | undefined
  readonly event: number
  readonly at: number
  readonly canonical: Uint8Array
  readonly leaf: Uint8Array
  readonly detail: string | undefined
}

export interface RegistryRowWire {
  readonly kind: string
  readonly id: string
  readonly entry: string
  readonly imported: string | undefined
}
