/** `yyyy-MM-ddTHH:mm:ss` in the machine's time zone, as labels write it. */
export function localDatetime(at: Date): string {
  const date = [String(at.getFullYear()).padStart(4, '0'), two(at.getMonth() + 1), two(at.getDate())]
  const time = [two(at.getHours()), two(at.getMinutes()), two(at.getSeconds())]
  return `${date.join('-')}T${time.join(':')}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
