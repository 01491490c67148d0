import type { Keys } from './keys.ts'
import { duration } from './value-types.ts'

/** How old messages become before each step, counted from their arrival. */
export function readRetention(keys: Keys) {
  const after = (name: string, standard: string, doc: string): number =>
    keys.defaulted(name, duration, standard, doc)
  const purgeUnacknowledgedAfter = keys.optional(
    'purgeUnacknowledgedAfter',
    duration,
    'Messages that nobody has acknowledged, and those in quarantine, go like the others from this age on; left out: never.',
  )
  return {
    archiveAfter: after(
      'archiveAfter',
      '14d',
      'A message that is acknowledged, delivered elsewhere or cancelled is archived.',
    ),
    purgeContentAfter: after(
      'purgeContentAfter',
      '28d',
      'The files of an archived message are removed; its receipt remains.',
    ),
    purgeEntryAfter: after(
      'purgeEntryAfter',
      '400d',
      'Its label is removed too; its ids, its date and the hashes of its files remain.',
    ),
    ...(purgeUnacknowledgedAfter !== undefined && { purgeUnacknowledgedAfter }),
  }
}
