import type { Words } from '../../protocol/words.ts'
import type { Config } from './config.ts'
import { placeOf, type Problem } from './problem.ts'

/** Steps of retention in an order in which they can't be taken. */
export function retentionFaults(config: Config): readonly Problem[] {
  const { archiveAfter, purgeContentAfter, purgeEntryAfter, purgeUnacknowledgedAfter } = config.retention
  const problem = (key: string, before: string): Problem => ({
    place: placeOf(config, `retention.${key}`, `retention.${before}`),
    key: `retention.${key}`,
    words: tooSoon(key, before),
    cure,
  })
  return [
    ...(purgeContentAfter < archiveAfter ? [problem('purgeContentAfter', 'archiveAfter')] : []),
    ...(purgeEntryAfter < purgeContentAfter ? [problem('purgeEntryAfter', 'purgeContentAfter')] : []),
    ...(purgeUnacknowledgedAfter !== undefined && purgeUnacknowledgedAfter < purgeContentAfter
      ? [problem('purgeUnacknowledgedAfter', 'purgeContentAfter')]
      : []),
  ]
}

function tooSoon(key: string, before: string): Words {
  return {
    sv: `${key} är kortare än ${before}.`,
    en: `${key} is shorter than ${before}.`,
  }
}

const cure: Words = {
  sv: 'Arkivera först, gallra innehållet sedan och posten sist; det som ingen kvitterat gallras inte före annat.',
  en: 'Archive first, purge the content then and the entry last; what nobody has acknowledged does not go before the rest.',
}
