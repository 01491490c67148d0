/** `schedule` of an `shs.agreement` (section 4): from when to when messages are exchanged, and how often. */
export interface Schedule {
  /** `yyyy-MM-dd`. */
  readonly startDate?: string
  /** `yyyy-MM-dd`, inclusive. */
  readonly stopDate?: string
  /** As written; an IANA zone in most documents. */
  readonly timeZone?: string
  readonly interval: Interval
  /** `HH:mm` or `HH:mm:ss`. */
  readonly startTime?: string
  /** `HH:mm` or `HH:mm:ss`. */
  readonly stopTime?: string
}

/** How often messages are exchanged. */
export interface Interval {
  readonly day?: number
  readonly hour?: number
  readonly min?: number
}
