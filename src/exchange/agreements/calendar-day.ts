/** A day as the number of days since 1970-01-01: days can be counted with, whatever their zone. */
export type CalendarDay = number

const milliseconds = 86_400_000

/** The day that `yyyy-MM-dd` names. */
export function dayOfDate(date: string): CalendarDay {
  return Date.parse(`${date}T00:00:00Z`) / milliseconds
}

/** A day of a year, month (1 to 12) and day of the month. */
export function calendarDay(year: number, month: number, dayOfMonth: number): CalendarDay {
  return Date.UTC(year, month - 1, dayOfMonth) / milliseconds
}

export function yearOf(day: CalendarDay): number {
  return new Date(day * milliseconds).getUTCFullYear()
}

/** 1 on a Monday to 7 on a Sunday. */
export function weekdayOf(day: CalendarDay): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}
