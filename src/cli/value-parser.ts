import { InvalidArgumentError } from 'commander'
import type { ValueType } from '../node/config/value-type.ts'
import type { Words } from '../protocol/words.ts'
import type { Terminal } from './command.ts'

/** A kind of value of the settings as the parser of an option or argument; relative paths start where one stands. */
export function valueParser<T>(type: ValueType<T>, terminal: Terminal): (text: string) => T {
  return (text) => {
    const value = type.parse(text, '.')
    if (value === undefined) throw new InvalidArgumentError(terminal.say(wrong(type, text)))
    return value
  }
}

const gathering = new WeakSet<object>()

/** Whether an option with this parser may be given several times. */
export function takesSeveral(parser: object | undefined): boolean {
  return parser !== undefined && gathering.has(parser)
}

/** As `valueParser`, for an option that may be given several times. */
export function valuesParser<T>(
  type: ValueType<T>,
  terminal: Terminal,
): (text: string, before: readonly T[] | undefined) => readonly T[] {
  const parse = valueParser(type, terminal)
  const gather = (text: string, before: readonly T[] = []): readonly T[] => [...before, parse(text)]
  gathering.add(gather)
  return gather
}

function wrong({ expected: { sv, en }, nearly }: ValueType<unknown>, text: string): Words {
  return nearly?.(text) ?? { sv: `Väntade ${sv}.`, en: `Expected ${en}.` }
}
