import { localTime, type LocalTime } from '../local-time.ts'

/** A time zone with the clock that is kept in it. */
export interface Zone {
  /** IANA name. */
  readonly name: string
  readonly time: LocalTime
}

const swedish = 'Europe/Stockholm'

/**
 * Finds the zone of an agreement's `schedule` by its name: Swedish time where there is none, or none of that name. A zone
 * is made once, since a node has thousands of agreements and a zone is dear.
 */
export function zones(): (name: string | undefined) => Zone {
  const known = new Map<string, Zone>()
  const find = (name: string): Zone => {
    const there = known.get(name)
    if (there !== undefined) return there
    const made = isZone(name) ? { name, time: localTime(name) } : find(swedish)
    known.set(name, made)
    return made
  }
  return (name) => find(name?.trim() || swedish)
}

function isZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
