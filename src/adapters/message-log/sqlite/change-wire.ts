/*
 * A change on its way to the writer. Commits are many and small, so they travel as tuples of plain values, a whole batch
 * a message; their octets lie one after the other in two buffers beside them, in the order of the tuples: `content` is
 * what goes into the segment as it is, `side` what goes into rows.
 */

/** How a message is handled, as the port has it; `destination` is empty where there is none, `fault` is JSON. */
export type HandlingWire = readonly [
  since: number,
  due: number | null,
  destination: string,
  attempts: number,
  fault: string | null,
  splitOf: string | null,
]

/** What a listing filters and sorts on. */
export type ListedWire = readonly [
  status: number,
  sequenceType: string,
  transferType: string,
  product: string,
  from: string | null,
  originator: string | null,
  endRecipient: string | null,
  corrId: string,
  contentId: string,
  subject: string | null,
  /** Names and values in turn; null for none. */
  meta: readonly string[] | null,
]

/** A message to insert. Its stretch in `content`: `jsonLength` octets of JSON, then the row body. */
export type MessageWire = readonly [
  receipt: string,
  tx: string,
  channel: number,
  caller: string,
  /** Empty where it is in none. */
  mailbox: string,
  arrived: number,
  jsonLength: number,
  rowLength: number,
  size: number,
  blob: string | null,
  listed: ListedWire,
  state: number,
  /** Null for a message that comes straight into a mailbox. */
  handling: HandlingWire | null,
]

/** What of a message changes; what is absent stays as it is, and most is: so it has names and no places. */
export interface UpdateWire {
  readonly receipt: string
  readonly expectVersion: number
  readonly fetched?: number | undefined
  /** `fetched` is taken away. */
  readonly unfetched?: boolean | undefined
  readonly acknowledged?: number | undefined
  readonly state?: number | undefined
  /** Its split_of is not looked at. */
  readonly handling?: HandlingWire | undefined
  /** The mailbox it comes to. */
  readonly mailbox?: string | undefined
  /** JSON of what is readdressed. */
  readonly readdress?: string | undefined
  readonly archived?: number | undefined
  readonly contentPurged?: number | undefined
}

export type PassedWire = readonly [agreement: string, at: number, bytes: number]

export type AttemptWire = readonly [
  receipt: string,
  channel: number,
  caller: string,
  at: number,
  code: string,
  facts: string,
]

/** An audit row. Its stretch in `side`: the canonical octets, then the leaf. */
export type AuditWire = readonly [
  receipt: string | null,
  event: number,
  at: number,
  canonicalLength: number,
  leafLength: number,
  detail: string | null,
]

export type EntryPurgeWire = readonly [receipt: string, expectVersion: number, identity: string]

export type AttemptPurgeWire = readonly [receipt: string, facts: string]

/** What a change takes away. */
export interface PurgeWire {
  readonly entries: readonly EntryPurgeWire[]
  readonly attempts: readonly AttemptPurgeWire[]
  /** Removed from the blob store. */
  readonly blobs: readonly string[]
}

export type ChangeWire = readonly [
  insert: readonly MessageWire[],
  update: readonly UpdateWire[],
  attempt: AttemptWire | null,
  audit: readonly AuditWire[],
  passed: readonly PassedWire[],
  purge: PurgeWire | null,
]
