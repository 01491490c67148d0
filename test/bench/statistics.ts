/** The middle of the values; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return (percentile(values, 0.5) + percentileFromAbove(values)) / 2
}

/** The smallest value that the given share of all values do not exceed; NaN where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

function percentileFromAbove(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** The lowest and the highest of the rounds, as text. */
export function spread(values: readonly number[], digits: number): string {
  return `${number(Math.min(...values), digits)}–${number(Math.max(...values), digits)}`
}

/** A number for a table: thousands apart, so many decimals. */
export function number(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
