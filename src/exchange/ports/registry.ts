import type { AuditRow } from './message-log.ts'

/** What one organisation may do in another's name, and from when to when (dates yyyy-MM-dd, both inclusive). */
export interface ProviderRight {
  readonly number: string
  readonly from?: string
  readonly to?: string
  readonly may: readonly ('send' | 'fetch')[]
}

/** An organisation that the node knows (product.md 3). A tenant is an actor that this node serves. */
export interface Actor {
  readonly kind: 'actor' | 'tenant'
  readonly organisationNumber: string
  readonly name: string
  readonly deliveryAddress?: string
  readonly mailbox?: boolean
  /** PEM certificates or SHA-256 fingerprints that speak for it besides those with its number in their subject. */
  readonly certificates?: readonly string[]
  readonly pinned?: boolean
  readonly mayAlsoSpeakFor?: readonly string[]
  readonly providers?: readonly ProviderRight[]
}

/** A product type: the facts that are read from its `shs.product` document, and the document's octets unchanged. */
export interface ProductType {
  readonly kind: 'product'
  /** Lower-case UUID. */
  readonly uuid: string
  readonly name: string
  /** The principal's organisation number. */
  readonly principal: string
  /** Base64 of the document as it was imported. */
  readonly document: string
}

/**
 * How far an agreement has come that is made by messages between the nodes of its parties: `proposed` to somebody
 * elsewhere; `offered` to somebody here; `accepted` here, which the other side does not know yet; `declined`; `agreed`.
 */
export type Standing = 'proposed' | 'offered' | 'accepted' | 'declined' | 'agreed'

/** The messages of the product type `agreement` by which an agreement is made (shs-protocol.md 1, 7.5). */
export interface Negotiation {
  readonly standing: Standing
  /** When it came to that, milliseconds since 1970. */
  readonly since: number
  /** Organisation numbers of the party that proposed it, and of the one that was asked. */
  readonly proposer: string
  readonly other: string
  /** Of the proposal, and of its answer. */
  readonly corrId: string
  /** Of the message that brought it to where it stands. */
  readonly txId: string
  /** Why it was declined, as it was said. */
  readonly reason?: string
}

/** An agreement: parties and products as read from its `shs.agreement` document, and the octets unchanged. */
export interface Agreement {
  readonly kind: 'agreement'
  readonly uuid: string
  readonly principal: string
  readonly customer?: string
  readonly products: readonly string[]
  readonly document: string
  /** Whether its terms (opening hours, volume, peak) are enforced; absent is `warn`, as for all that were imported. */
  readonly mode?: 'warn' | 'enforce'
  /** How it was made, where that was by messages. It has no effect before it is `agreed`. */
  readonly negotiation?: Negotiation
}

export interface Service {
  readonly kind: 'service'
  readonly name: string
  readonly product: string
  readonly owner: string
  readonly mailbox?: string
  readonly title: { readonly sv: string; readonly en: string }
  readonly direction: 'send' | 'fetch' | 'both'
  readonly help?: { readonly sv: string; readonly en: string }
  readonly maxFileBytes?: number
  /** Kept as imported, for the issues that build them (product.md 3). */
  readonly forms?: readonly ServiceForm[]
  readonly sides?: readonly ('test' | 'production')[]
  readonly recordDescription?: string
  readonly unpackZip?: boolean
  readonly maxUnpackedBytes?: number
  readonly resultService?: string
  readonly hours?: string
}

export type ServiceForm = 'fixed' | 'csv' | 'xml' | 'opaque'

export type RegistryEntry = Actor | ProductType | Agreement | Service

export interface RegistryKey {
  readonly kind: RegistryEntry['kind']
  /** The number, the name or the uuid. */
  readonly id: string
}

/** An entry with what it was when it was last imported: their difference shows that it was changed elsewhere. */
export interface RegistryRow {
  readonly key: RegistryKey
  readonly entry: RegistryEntry
  /** Canonical JSON of the entry at the last import; absent where it was made elsewhere. */
  readonly imported?: string
}

export interface RegistryChange {
  readonly key: RegistryKey
  /** Absent removes it. */
  readonly put?: RegistryRow
}

/** What the node knows of others. Reads see a change within a second of its commit, in every process. */
export interface Registry {
  actors(numbers: readonly string[]): Promise<readonly (Actor | undefined)[]>
  products(uuids: readonly string[]): Promise<readonly (ProductType | undefined)[]>
  /** The actor that a registered certificate speaks for, by SHA-256 fingerprint (lower-case hex of the DER). */
  actorsByFingerprint(fingerprints: readonly string[]): Promise<readonly (Actor | undefined)[]>
  services(): Promise<readonly Service[]>
  agreements(uuids: readonly string[]): Promise<readonly (Agreement | undefined)[]>
  /** Every agreement on a product type. */
  agreementsOn(product: string): Promise<readonly Agreement[]>
  rows(): Promise<readonly RegistryRow[]>
  /** Counts up with each applied set of changes. */
  revision(): Promise<number>
  /** All or nothing, audit rows included; false, and nothing written, when it is no longer at `expectRevision`. */
  apply(
    changes: readonly RegistryChange[],
    expectRevision: number,
    audit: readonly AuditRow[],
  ): Promise<boolean>
}
