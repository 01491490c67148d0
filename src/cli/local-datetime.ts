/** `yyyy-MM-ddTHH:mm:ss` in the machine's time zone, as labels write it. */
export function localDatetime(at: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  const date = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}
