/** Turns a time into the date and time of day that labels carry: local, without a zone. */
export interface LocalTime {
  /** `yyyy-MM-ddTHH:mm:ss` in the node's zone. */
  format(at: number): string
  /** RFC 3339 with the zone's offset. */
  formatWithZone(at: number): string
  /** Milliseconds since 1970 of `yyyy-MM-ddTHH:mm:ss` in the node's zone; undefined where it is no date. */
  parse(text: string): number | undefined
}

const minute = 60_000
const quarter = 15 * minute
const day = 24 * 60 * minute

/** The local time of an IANA zone; the offset is kept for the current quarter of an hour and the text for the current second, since making them is dear. */
export function localTime(timeZone: string): LocalTime {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  let knownQuarter = Number.NaN
  let knownOffset = 0

  const askOffset = (at: number): number => {
    const found = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute: minutes = 0, second = 0 } = found
    return Date.UTC(year, month - 1, day, hour, minutes, second) - Math.floor(at / 1000) * 1000
  }
  const offsetAt = (at: number): number => {
    const current = Math.floor(at / quarter)
    if (current !== knownQuarter) {
      knownOffset = askOffset(current * quarter)
      knownQuarter = current
    }
    return knownOffset
  }
  let knownSecond = Number.NaN
  let knownText = ''
  const format = (at: number): string => {
    const second = Math.floor(at / 1000)
    if (second !== knownSecond) {
      knownText = new Date(at + offsetAt(at)).toISOString().slice(0, 19)
      knownSecond = second
    }
    return knownText
  }

  return {
    format,
    formatWithZone(at) {
      const offset = offsetAt(at)
      const size = Math.abs(offset) / minute
      const hours = String(Math.floor(size / 60)).padStart(2, '0')
      const minutes = String(Math.round(size % 60)).padStart(2, '0')
      return `${format(at)}${offset < 0 ? '-' : '+'}${hours}:${minutes}`
    },
    parse(text) {
      if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(text)) return undefined
      const asUtc = Date.parse(`${text}Z`)
      // A day that its month does not have would roll over into the next.
      if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 19) !== text) return undefined
      // A time of day that comes twice is the first of the two; one that a clock change leaves out is moved by it.
      const offsets = [askOffset(asUtc - day), askOffset(asUtc + day)].toSorted((a, b) => b - a)
      const found = offsets.find((offset) => askOffset(asUtc - offset) === offset)
      return asUtc - (found ?? Math.min(...offsets))
    },
  }
}
