/** Where randomness comes in. */
export interface Ids {
  /** A new random UUID (version 4), lower case. */
  uuid(): string
  /** `count` unpredictable octets. */
  random(count: number): Uint8Array
}
