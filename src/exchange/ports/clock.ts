/** The time of day and the passing of time; everything that needs "now" takes it from here. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z; may jump either way when somebody sets the clock. */
  now(): number
  /** Milliseconds since some moment; only ever goes forward. For how long something took. */
  monotonic(): number
}
