import { placeText, type Problem } from '../config/problem.ts'
import type { FiledEntry } from './filed-entry.ts'

/** A problem for each entry whose identity another one has already; an actor and a tenant are one organisation. */
export function duplicateProblems(entries: readonly FiledEntry[]): Problem[] {
  const first = new Map<string, FiledEntry>()
  return entries.flatMap((filed) => {
    const { kind, id } = filed.key
    const identity = `${kind === 'tenant' ? 'actor' : kind} ${id}`
    const earlier = first.get(identity)
    if (earlier === undefined) {
      first.set(identity, filed)
      return []
    }
    const place = placeText(earlier.place)
    return [
      {
        place: filed.place,
        key: `${kind} ${id}`,
        words: { sv: `Finns redan i ${place}.`, en: `Is in ${place} already.` },
        cure: { sv: 'Lämna ett av dem kvar.', en: 'Leave one of them.' },
      },
    ]
  })
}
