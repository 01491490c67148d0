import type { Words } from '../../protocol/words.ts'
import { calendarDay, type CalendarDay, weekdayOf, yearOf } from './calendar-day.ts'

const saturday = 6
const sunday = 7

/** What the law says of a day: a public holiday, or an eve that it puts beside them (lag 1989:253, lag 1930:173). */
export interface Holiday {
  readonly kind: 'holiday' | 'eve'
  readonly name: Words
}

/** The public holiday or eve that a day is in Sweden, by the law since 2005; undefined for other days, plain Sundays too. */
export function holidayOf(day: CalendarDay): Holiday | undefined {
  const year = yearOf(day)
  const easter = easterSunday(year)
  const midsummer = firstOnOrAfter(calendarDay(year, 6, 20), saturday)
  switch (day) {
    case calendarDay(year, 1, 1):
      return holiday('nyårsdagen', "New Year's Day")
    case calendarDay(year, 1, 6):
      return holiday('trettondedag jul', 'Epiphany')
    case easter - 2:
      return holiday('långfredagen', 'Good Friday')
    case easter:
      return holiday('påskdagen', 'Easter Day')
    case easter + 1:
      return holiday('annandag påsk', 'Easter Monday')
    case calendarDay(year, 5, 1):
      return holiday('första maj', 'May Day')
    case easter + 39:
      return holiday('Kristi himmelsfärdsdag', 'Ascension Day')
    case easter + 49:
      return holiday('pingstdagen', 'Whit Sunday')
    case calendarDay(year, 6, 6):
      return holiday('nationaldagen', 'the National Day')
    case midsummer - 1:
      return eve('midsommarafton', 'Midsummer Eve')
    case midsummer:
      return holiday('midsommardagen', 'Midsummer Day')
    case firstOnOrAfter(calendarDay(year, 10, 31), saturday):
      return holiday('alla helgons dag', "All Saints' Day")
    case calendarDay(year, 12, 24):
      return eve('julafton', 'Christmas Eve')
    case calendarDay(year, 12, 25):
      return holiday('juldagen', 'Christmas Day')
    case calendarDay(year, 12, 26):
      return holiday('annandag jul', 'Boxing Day')
    case calendarDay(year, 12, 31):
      return eve('nyårsafton', "New Year's Eve")
    default:
      return undefined
  }
}

/** A public holiday; every Sunday is one by lag 1989:253. */
export function isPublicHoliday(day: CalendarDay): boolean {
  return weekdayOf(day) === sunday || holidayOf(day)?.kind === 'holiday'
}

/** A day from Monday to Friday that is neither a public holiday nor one of the eves when offices are closed. */
export function isWorkingDay(day: CalendarDay): boolean {
  return weekdayOf(day) < saturday && holidayOf(day) === undefined
}

/** Easter Sunday of a year in the Gregorian calendar (Meeus, Jones and Butcher). */
function easterSunday(year: number): CalendarDay {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return calendarDay(year, Math.floor(n / 31), (n % 31) + 1)
}

function firstOnOrAfter(day: CalendarDay, weekday: number): CalendarDay {
  return day + ((weekday - weekdayOf(day) + 7) % 7)
}

function holiday(sv: string, en: string): Holiday {
  return { kind: 'holiday', name: { sv, en } }
}

function eve(sv: string, en: string): Holiday {
  return { kind: 'eve', name: { sv, en } }
}
