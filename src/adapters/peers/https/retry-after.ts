/** A peer that asks for longer is asked again all the same. */
const longest = 24 * 3_600_000

/** `Retry-After` (RFC 9110 10.2.3), seconds or an HTTP date, as milliseconds from now; undefined where it says neither. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  const milliseconds = /^\d{1,15}$/.test(value) ? Number(value) * 1000 : dateOf(value) - now
  return Number.isNaN(milliseconds) ? undefined : Math.min(Math.max(milliseconds, 0), longest)
}

/** An HTTP date names its weekday and its zone; `Date.parse` alone would take anything for one. */
function dateOf(value: string): number {
  return /^[A-Z][a-z]+,? .*\d{2}:\d{2}:\d{2}( GMT| \d{4})$/.test(value)
    ? Date.parse(withZone(value))
    : Number.NaN
}

/** Of the three forms the one of C's asctime leaves the zone out, and means GMT all the same. */
function withZone(value: string): string {
  return value.endsWith('GMT') ? value : `${value} GMT`
}
