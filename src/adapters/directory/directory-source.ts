import type {
  AddressKey,
  AgreementKey,
  DeliveryAddress,
  DirectoryActor,
  DirectoryAgreement,
  DirectoryProduct,
} from '../../exchange/ports/directory.ts'

/** Looks many keys up, and gives what is there in their order. Rejects with `DirectoryUnavailable`. */
export type Lookup<K, T> = (keys: readonly K[]) => Promise<readonly (T | undefined)[]>

/** One directory, asked anew at each call: nothing is remembered here. Keys are in their canonical form. */
export interface DirectorySource extends AsyncDisposable {
  /** For people: where it is, without anything secret. */
  readonly name: string
  readonly actors: Lookup<string, DirectoryActor>
  readonly products: Lookup<string, DirectoryProduct>
  readonly agreements: Lookup<AgreementKey, readonly DirectoryAgreement[]>
  readonly agreementsById: Lookup<string, readonly DirectoryAgreement[]>
  readonly addresses: Lookup<AddressKey, DeliveryAddress>
  /** Asks whether it answers at all. */
  probe(): Promise<void>
}
