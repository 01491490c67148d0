import type { LocalTime } from '../local-time.ts'
import type { CalendarDay } from './calendar-day.ts'

const second = 1000
const day = 86_400 * second

/** The moments when a clock on the wall shows a time, also on the days when it is put forward or back. */
export interface WallClock {
  /** The day at a moment. */
  dayAt(at: number): CalendarDay
  /** When it is `seconds` after the midnight that begins a day, the first time where it comes twice. */
  first(of: CalendarDay, seconds: number): number
  /** The same, the last time where it comes twice. */
  last(of: CalendarDay, seconds: number): number
}

/** The wall clock of a zone; a time that is left out when the clock is put forward is the moment when it is. */
export function wallClock(time: LocalTime): WallClock {
  const shownAt = (at: number): number => Date.parse(`${time.format(at)}Z`)
  const offsetAt = (at: number): number => shownAt(at) - Math.floor(at / second) * second

  /** The moments that show `shown`, by the offsets of the day before and the day after; the change itself if none does. */
  const moments = (shown: number): readonly [number, number] => {
    const before = shown - offsetAt(shown - day)
    const after = shown - offsetAt(shown + day)
    if (before === after) return [before, before]
    const isBefore = shownAt(before) === shown
    const isAfter = shownAt(after) === shown
    if (isBefore) return [before, isAfter ? after : before]
    if (isAfter) return [after, after]
    const change = changeBetween(Math.min(before, after), Math.max(before, after))
    return [change, change]
  }
  const changeBetween = (from: number, to: number): number => {
    const offset = offsetAt(from)
    let low = from / second
    let high = to / second
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (offsetAt(middle * second) === offset) low = middle
      else high = middle
    }
    return high * second
  }
  return {
    dayAt: (at) => Math.floor(shownAt(at) / day),
    first: (of, seconds) => moments(of * day + seconds * second)[0],
    last: (of, seconds) => moments(of * day + seconds * second)[1],
  }
}
