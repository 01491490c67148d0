import { InvalidArgumentError } from 'commander'
import type { ValueType } from '../node/config/value-type.ts'
import type { Terminal } from './command.ts'

/** A kind of value of the settings as the parser of an option or argument; relative paths start where one stands. */
export function valueParser<T>(type: ValueType<T>, terminal: Terminal): (text: string) => T {
  return (text) => {
    const value = type.parse(text, '.')
    if (value === undefined) throw new InvalidArgumentError(`${terminal.say(expected(type))}.`)
    return value
  }
}

/** As `valueParser`, for an option that may be given several times. */
export function valuesParser<T>(
  type: ValueType<T>,
  terminal: Terminal,
): (text: string, before: readonly T[] | undefined) => readonly T[] {
  const parse = valueParser(type, terminal)
  return (text, before = []) => [...before, parse(text)]
}

function expected({ expected: { sv, en } }: ValueType<unknown>): {
  readonly sv: string
  readonly en: string
} {
  return { sv: `Väntade ${sv}`, en: `Expected ${en}` }
}
