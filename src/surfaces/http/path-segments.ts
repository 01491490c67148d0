import { Refusal } from '../../exchange/refusal.ts'

/** The segments of a path, percent-decoded. A broken escape is refused. */
export function pathSegments(path: string): readonly string[] {
  return path.split('/').map(decoded)
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch (cause) {
    throw new Refusal('badRequest', 'IllegalAddress', {
      words: {
        sv: `Adressen är felkodad vid "${segment}".`,
        en: `The address is wrongly percent-encoded at "${segment}".`,
      },
      cause,
    })
  }
}
