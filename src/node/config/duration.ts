const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `500ms`, `10s`, `5m`, `1h`, `4d` or several in a row (`1h30m`); undefined where it is no duration. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0
  if (!/^(?:\d+\s*(?:ms|s|m|h|d)\s*)+$/.test(text)) return undefined
  let total = 0
  for (const [, count, unit] of text.matchAll(/(\d+)\s*(ms|s|m|h|d)/g)) {
    total += Number(count) * (units[unit ?? ''] ?? 0)
  }
  return Number.isSafeInteger(total) ? total : undefined
}
