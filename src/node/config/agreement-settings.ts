import { parseTimeOfDay } from '../../protocol/datetime.ts'
import type { Keys } from './keys.ts'
import type { ValueType } from './value-type.ts'
import { oneOf } from './value-types.ts'

/** From when to when on a day; a stop that is not after the start is on the next day. */
export interface Hours {
  /** `HH:mm` or `HH:mm:ss`. */
  readonly start: string
  readonly stop: string
}

const hours: ValueType<Hours> = {
  parse(text) {
    const [start, stop, ...more] = text.split('-').map(parseTimeOfDay)
    return start === undefined || stop === undefined || more.length > 0 ? undefined : { start, stop }
  },
  expected: { sv: 'två klockslag som 08:00-17:00', en: 'two times of day such as 08:00-17:00' },
  schema: {
    type: 'string',
    pattern: String.raw`^\s*\d{2}:\d{2}(:\d{2})?\s*-\s*\d{2}:\d{2}(:\d{2})?\s*$`,
  },
  example: { start: '08:00', stop: '17:00' },
}

/** The table of what agreements leave to the node (shs-protocol.md 4). */
export function readAgreements(keys: Keys) {
  return {
    qos: keys.defaulted(
      'qos',
      oneOf(['warn', 'enforce']),
      'warn',
      'Whether opening hours, volume and peak of imported agreements hold messages up, or are only warned of.',
    ),
    hours: keys.group('hours', 'The hours that agreements name.', (keys) => ({
      office: keys.defaulted('office', hours, '08:00-17:00', 'Office hours.'),
      extended: keys.defaulted('extended', hours, '06:00-22:00', 'Extended hours.'),
      night: keys.defaulted('night', hours, '22:00-06:00', 'The night, which begins on the day before.'),
    })),
  }
}
