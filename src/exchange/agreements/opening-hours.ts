import type { Open, OpenDay, OpenHours } from '../../protocol/agreement/quality.ts'
import type { Schedule } from '../../protocol/agreement/schedule.ts'
import { type CalendarDay, dayOfDate, weekdayOf } from './calendar-day.ts'
import { bothOpen, dailyOpening, type Opening, type Span } from './opening.ts'
import { isPublicHoliday, isWorkingDay } from './swedish-holidays.ts'
import type { WallClock } from './wall-clock.ts'

/** From when to when the hours that an agreement names are, `HH:mm`. */
export type NamedHours = Readonly<
  Record<Exclude<OpenHours, 'all'>, { readonly start: string; readonly stop: string }>
>

/** The hours that section 4 gives: what the settings have where they say nothing else. */
export const usualHours: NamedHours = {
  office: { start: '08:00', stop: '17:00' },
  extended: { start: '06:00', stop: '22:00' },
  night: { start: '22:00', stop: '06:00' },
}

const wholeDay: Span = { start: 0, stop: 86_400 }

/**
 * When an agreement is open by its `schedule` and its `QoS` together; undefined where it always is. The interval of a
 * schedule tells how often the parties mean to exchange messages and closes nothing.
 */
export function openingOf(
  terms: { readonly schedule?: Schedule; readonly open?: Open },
  named: NamedHours,
  clock: WallClock,
): Opening | undefined {
  const schedule = terms.schedule && scheduleOpening(terms.schedule, clock)
  const quality = terms.open && qualityOpening(terms.open, named, clock)
  if (schedule === undefined || quality === undefined) return schedule ?? quality
  return bothOpen(schedule, quality)
}

function scheduleOpening(schedule: Schedule, clock: WallClock): Opening | undefined {
  const { startDate, stopDate, startTime, stopTime } = schedule
  if ((startDate ?? stopDate ?? startTime ?? stopTime) === undefined) return undefined
  const span = {
    start: startTime === undefined ? wholeDay.start : secondsOf(startTime),
    stop: stopTime === undefined ? wholeDay.stop : secondsOf(stopTime),
  }
  return dailyOpening(
    {
      isOpenDay: () => true,
      spans: [span],
      ...(startDate !== undefined && { firstDay: dayOfDate(startDate) }),
      ...(stopDate !== undefined && { lastDay: dayOfDate(stopDate) }),
    },
    clock,
  )
}

function qualityOpening(open: Open, named: NamedHours, clock: WallClock): Opening | undefined {
  const spans = spansOf(open, named)
  if (spans === undefined && open.day === 'every') return undefined
  return dailyOpening({ isOpenDay: (day) => isOpenDay(open.day, day), spans: spans ?? [wholeDay] }, clock)
}

/** The times that the agreement says itself, else those of the hours that it names; undefined for all hours. */
function spansOf({ hours, times }: Open, named: NamedHours): readonly Span[] | undefined {
  if (times.length > 0) return times.map(spanOf)
  return hours === 'all' ? undefined : [spanOf(named[hours])]
}

function isOpenDay(kind: OpenDay, day: CalendarDay): boolean {
  switch (kind) {
    case 'every':
      return true
    case 'work':
      return isWorkingDay(day)
    case 'weekend':
      return weekdayOf(day) >= 6
    case 'public-holiday':
      return isPublicHoliday(day)
  }
}

function spanOf({ start, stop }: { readonly start: string; readonly stop: string }): Span {
  return { start: secondsOf(start), stop: secondsOf(stop) }
}

function secondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return hours * 3600 + minutes * 60 + seconds
}
