import type { CalendarDay } from './calendar-day.ts'
import type { WallClock } from './wall-clock.ts'

/** When something is open: tells the first open moment at or after one, or that there is none. */
export interface Opening {
  opensAt(at: number): number | undefined
}

/** From when to when on a day, in seconds after its midnight; a stop that is not after the start is on the next day. */
export interface Span {
  readonly start: number
  readonly stop: number
}

/** On which days it is open, and at which times of them; a night belongs to the day that it begins on. */
export interface DailyHours {
  readonly isOpenDay: (day: CalendarDay) => boolean
  readonly spans: readonly Span[]
  readonly firstDay?: CalendarDay
  /** Inclusive. */
  readonly lastDay?: CalendarDay
}

const dayLength = 86_400
/** No rule leaves more than a week closed, so what is closed for longer than this never opens. */
const longestSearch = 400

/** The opening of daily hours by a wall clock; the answer is kept, since most messages ask within the same hours. */
export function dailyOpening(hours: DailyHours, clock: WallClock): Opening {
  let knownFrom = Number.POSITIVE_INFINITY
  let known: Window | undefined
  return {
    opensAt(at) {
      if (known === undefined || at < knownFrom || at >= known.closes) {
        knownFrom = at
        known = windowFrom(at, hours, clock)
      }
      return known === undefined ? undefined : Math.max(at, known.opens)
    },
  }
}

/** What is open when both are; the answer is kept, since two that never meet are dear to ask. */
export function bothOpen(one: Opening, other: Opening): Opening {
  let asked = Number.POSITIVE_INFINITY
  let opens: number | undefined
  return {
    opensAt(at) {
      const isKept = at >= asked && (opens === undefined || at <= opens)
      if (!isKept) {
        asked = at
        opens = firstOfBoth(at, one, other)
      }
      return opens
    },
  }
}

function firstOfBoth(at: number, one: Opening, other: Opening): number | undefined {
  let asked = at
  for (let i = 0; i < longestSearch; i++) {
    const first = one.opensAt(asked)
    if (first === undefined) return undefined
    const second = other.opensAt(first)
    if (second === first || second === undefined) return second
    asked = second
  }
  return undefined
}

/** From when to when it is open, in milliseconds since 1970; it closes at `closes`. */
interface Window {
  readonly opens: number
  readonly closes: number
}

/** The window that is open at a moment, else the next one. */
function windowFrom(at: number, hours: DailyHours, clock: WallClock): Window | undefined {
  const yesterday = clock.dayAt(at) - 1
  const first = Math.max(yesterday, hours.firstDay ?? yesterday)
  const last = Math.min(first + longestSearch, hours.lastDay ?? Number.POSITIVE_INFINITY)
  for (let day = first; day <= last; day++) {
    if (!hours.isOpenDay(day)) continue
    const [window] = hours.spans
      .map((span) => windowOf(day, span, clock))
      .filter(({ opens, closes }) => closes > opens && closes > at)
      .toSorted((one, other) => one.opens - other.opens)
    if (window !== undefined) return window
  }
  return undefined
}

function windowOf(day: CalendarDay, { start, stop }: Span, clock: WallClock): Window {
  return {
    opens: clock.first(day, start),
    closes: clock.last(day, stop > start ? stop : stop + dayLength),
  }
}
