import type { KvittensError } from '../../protocol/kvittens-error.ts'

/** An organisation of the shared directory. */
export interface DirectoryActor {
  readonly number: string
  readonly name: string
}

/** A product type as the directory tells of it. */
export interface DirectoryProduct {
  /** Lower-case UUID, or a special product id. */
  readonly uuid: string
  readonly name: string
  /** The principal's organisation number. */
  readonly principal: string
  readonly description?: string
  /** Where its `shs.product` document lies; never fetched by itself. */
  readonly descriptionUrl?: string
}

/** A public agreement: it has no direction, so anyone may send to the principal, and the principal reply. */
export interface DirectoryAgreement {
  /** Lower-case UUID. */
  readonly uuid: string
  readonly principal: string
  readonly products: readonly string[]
  readonly productName?: string
  /** Absent: any. */
  readonly transferType?: 'asynch' | 'synch' | 'any'
  readonly confirm?: boolean
  readonly description?: string
  readonly documentUrl?: string
}

/** Where messages of a product type to an actor are posted. */
export interface DeliveryAddress {
  readonly actor: string
  /** A UUID, or a special product id: confirms and errors have addresses of their own. */
  readonly product: string
  /** The URL of the receive service. */
  readonly url: string
}

export interface AddressKey {
  readonly actor: string
  readonly product: string
}

export interface AgreementKey {
  readonly product: string
  readonly principal: string
}

/** What the directory said, and how sure it is. "Not there" and "could not be asked" are two things. */
export type DirectoryAnswer<T> =
  | {
      readonly kind: 'found'
      readonly entry: T
      /** The name of the directory that said so. */
      readonly directory: string
      /** When it said so, milliseconds since 1970. */
      readonly asOf: number
      /** It can't be asked now, and this is what it said before. */
      readonly stale: boolean
    }
  | { readonly kind: 'absent'; readonly stale: boolean }
  /** A directory that might know does not answer, and nothing is remembered; retryable. */
  | { readonly kind: 'unavailable'; readonly error: KvittensError }

/** How one directory fares. */
export interface DirectoryStatus {
  readonly name: string
  readonly ok: boolean
  /** Since when it is as it is, milliseconds since 1970. */
  readonly since: number
  /** Why it is not ok, in a line for the operator. */
  readonly detail?: string
}

/**
 * The shared directory of actors, product types, public agreements and delivery addresses (shs-protocol.md 10).
 * Takes many keys at once, and answers in their order.
 */
export interface Directory {
  actors(numbers: readonly string[]): Promise<readonly DirectoryAnswer<DirectoryActor>[]>
  products(uuids: readonly string[]): Promise<readonly DirectoryAnswer<DirectoryProduct>[]>
  /** The public agreements by which messages of a product type may go to a principal: at least one where found. */
  agreements(
    keys: readonly AgreementKey[],
  ): Promise<readonly DirectoryAnswer<readonly DirectoryAgreement[]>[]>
  /**
   * The public agreements with the id that a label names: at least one where found, and of different principals
   * where somebody has taken another's id.
   */
  agreementsById(uuids: readonly string[]): Promise<readonly DirectoryAnswer<readonly DirectoryAgreement[]>[]>
  addresses(keys: readonly AddressKey[]): Promise<readonly DirectoryAnswer<DeliveryAddress>[]>
  /** Each directory as it is now; one that nobody has asked for a while is asked. */
  status(): Promise<readonly DirectoryStatus[]>
}

/** What an actor writes in the shared directory. */
export type Publication =
  | ({ readonly kind: 'product' } & DirectoryProduct)
  | ({ readonly kind: 'agreement' } & DirectoryAgreement)
  | ({ readonly kind: 'address' } & DeliveryAddress)

export interface Published {
  readonly directory: string
  /** Where in the directory the entry stands, as its operator would name it. */
  readonly place: string
  readonly change: 'added' | 'changed' | 'unchanged'
}

/** The right to write in one directory, for one actor. */
export interface DirectoryPublisher {
  /** Writes the entry, in place of what stood there under its id. Rejects with a `KvittensError`. */
  publish(publication: Publication): Promise<Published>
}
