import { parseDuration } from './duration.ts'
import type { ValueType } from './value-type.ts'

/** More steps than this are a slip of the pen. */
const mostSteps = 1000

/** Milliseconds of each wait: `1m, 5m*3` is four of them. */
export const retrySteps: ValueType<readonly number[]> = {
  parse(value) {
    const steps: number[] = []
    for (const piece of value.split(',')) {
      const [, wait = '', times = '1'] = /^([^*]+?)(?:\s*\*\s*(\d{1,4}))?$/.exec(piece.trim()) ?? []
      const milliseconds = parseDuration(wait.trim())
      const count = Number(times)
      if (!milliseconds || count === 0 || steps.length + count > mostSteps) return undefined
      for (let step = 0; step < count; step += 1) steps.push(milliseconds)
    }
    return steps
  },
  expected: { sv: 'väntetider som 1m, 5m*3, 6h', en: 'waits such as 1m, 5m*3, 6h' },
  schema: {
    type: 'string',
    pattern: String.raw`^(\d+\s*(ms|s|m|h|d)\s*)+(\*\s*\d+\s*)?(,\s*(\d+\s*(ms|s|m|h|d)\s*)+(\*\s*\d+\s*)?)*$`,
  },
  example: [60_000],
}
