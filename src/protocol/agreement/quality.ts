import type { PeriodUnit, VolumeUnit } from './units.ts'

/** `QoS` of an `shs.agreement` (section 4): when it is open, how much and how often may be sent, how fast replies come. */
export interface Quality {
  readonly open: Open
  readonly volume?: Volume
  readonly frequency?: Frequency
  readonly response?: Response
  readonly description?: string
}

export type OpenDay = 'every' | 'work' | 'weekend' | 'public-holiday'
export type OpenHours = 'all' | 'office' | 'extended' | 'night'

/** On which days and at which hours it is open; times of its own go before the hours that `when` names. */
export interface Open {
  readonly day: OpenDay
  readonly hours: OpenHours
  readonly whenDescription?: string
  readonly times: readonly OpenTime[]
  readonly description?: string
}

/** From when to when it is open, `HH:mm` or `HH:mm:ss`. */
export interface OpenTime {
  readonly start: string
  readonly stop: string
}

/** How much there is of something in a period. */
export interface Rate {
  readonly numberPer: number
  readonly period: PeriodUnit
}

/** How large a transfer may be, and how much may be sent, in `unit`. */
export interface Volume {
  readonly perTransfer: number
  readonly unit: VolumeUnit
  readonly average: Rate
  readonly peak?: Rate
  readonly description?: string
}

/** How many transfers there may be. */
export interface Frequency {
  readonly average: Rate
  readonly peak?: Rate
  readonly description?: string
}

/** Within how long a reply comes, and when requests and replies are sent. */
export interface Response {
  readonly within?: number
  readonly unit?: PeriodUnit
  readonly request?: ResponseTimes
  /** Only where there is a `request`. */
  readonly reply?: ResponseTimes
  readonly description?: string
}

export interface ResponseTimes {
  readonly notBefore: WeekTime
  readonly notAfter?: WeekTime
}

/** The days of a `week-time`, as the DTD spells them. */
export const weekDays = [
  'Mon',
  'Tue',
  'Wen',
  'Thu',
  'Fri',
  'Sat',
  'Sun',
  'Mon-Fri',
  'Sat-Sun',
  'work',
  'holiday',
  'every',
] as const

export interface WeekTime {
  readonly day: (typeof weekDays)[number]
  /** `HH:mm` or `HH:mm:ss`. */
  readonly time?: string
}
