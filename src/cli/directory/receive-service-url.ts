import type { Config } from '../../node/config/config.ts'
import { UsageError } from '../usage-error.ts'

/** Where others post messages: as given, else by `machines.publicUrl`. Throws a usage error where neither says. */
export function receiveServiceUrl(given: string | undefined, { machines }: Config): string {
  const url = given ?? (machines.publicUrl === undefined ? undefined : `${machines.publicUrl}/shs/rs`)
  if (url !== undefined) return url
  throw new UsageError(
    { sv: 'Vilken adress?', en: 'Which URL?' },
    {
      sv: 'Ange --url, eller machines.publicUrl i inställningarna.',
      en: 'Give --url, or machines.publicUrl in the settings.',
    },
  )
}
