const suffix = /^(?:[.,][0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?$/
const timeOfDay = /^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?|24:00(?::00)?)$/
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const written = 19

/**
 * `yyyy-MM-ddTHH:mm:ss` out of a date and time as SHS writes it; white space around it, a fraction and a zone, which
 * some peers send, are dropped. Undefined where it is no such text, or no such day or time exists.
 */
export function parseDatetime(text: string): string | undefined {
  const value = text.length === written ? text : text.trim()
  const isForm =
    value[4] === '-' && value[7] === '-' && value[10] === 'T' && value[13] === ':' && value[16] === ':'
  if (!isForm || !isDay(value) || !isTime(value)) return undefined
  if (value.length === written) return value
  return suffix.test(value.slice(written)) ? value.slice(0, written) : undefined
}

/** `yyyy-MM-dd` out of a text with white space around it; undefined where it is no such text, or no such day exists. */
export function parseDate(text: string): string | undefined {
  const value = text.trim()
  const isForm = value.length === 10 && value[4] === '-' && value[7] === '-'
  return isForm && isDay(value) ? value : undefined
}

/** `HH:mm`, or `HH:mm:ss` where there are seconds, up to 24:00; undefined where the text is no time of day. */
export function parseTimeOfDay(text: string): string | undefined {
  const value = text.trim()
  return timeOfDay.test(value) ? value : undefined
}

function isDay(value: string): boolean {
  const year = twoDigits(value, 0) * 100 + twoDigits(value, 2)
  const month = twoDigits(value, 5)
  const day = twoDigits(value, 8)
  const days = month === 2 && !isLeapYear(year) ? 28 : (daysOfMonth[month - 1] ?? 0)
  return year >= 0 && day >= 1 && day <= days
}

function isTime(value: string): boolean {
  return twoDigits(value, 11) <= 23 && twoDigits(value, 14) <= 59 && twoDigits(value, 17) <= 59
}

/** The number that two digits make; NaN, which is in no range, where they are none. */
function twoDigits(value: string, at: number): number {
  const tens = value.charCodeAt(at) - 0x30
  const ones = value.charCodeAt(at + 1) - 0x30
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}
