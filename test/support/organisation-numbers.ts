/** An invented organisation number with the right check digit; another for each index up to 99,999. */
export function organisationNumber(index: number): string {
  const nine = `5560${String(index).padStart(5, '0')}`
  let sum = 0
  for (let at = 0; at < nine.length; at++) {
    const weighted = Number(nine[at]) * (at % 2 === 0 ? 2 : 1)
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return `${nine}${(10 - (sum % 10)) % 10}`
}
