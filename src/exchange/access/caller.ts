import type { ProviderRight } from '../ports/registry.ts'

export type Right = 'send' | 'fetch'

/** Who is at the other end, and whom they may speak for. Made by `identify` alone. */
export interface Caller {
  /** The organisation that the certificate belongs to. */
  readonly number: string
  /** A caller with a test certificate moves test messages only. */
  readonly side: 'production' | 'test'
  /** SHA-256 of the certificate, lower-case hex. */
  readonly fingerprint: string
  /** Other actors that the registry says this one may speak for whatever it does. */
  readonly alsoSpeaksFor: readonly string[]
}

/** Whether a provider's right holds on a day (`yyyy-MM-dd`); both ends belong to it. */
export function rightHolds(right: ProviderRight, wanted: Right, day: string): boolean {
  const begun = right.from === undefined || right.from <= day
  const ended = right.to !== undefined && right.to < day
  return begun && !ended && right.may.includes(wanted)
}
