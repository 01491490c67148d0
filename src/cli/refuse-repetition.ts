import type { Command } from 'commander'
import { UsageError } from './usage-error.ts'
import { takesSeveral } from './value-parser.ts'

/** An option that takes one value and is given twice is wrong usage: the library would drop the first without a word. */
export function refuseRepetition(command: Command): void {
  for (const option of command.options) {
    if (!(option.required || option.optional) || option.variadic || takesSeveral(option.parseArg)) continue
    let given = false
    command.on(`option:${option.name()}`, () => {
      if (given) throw repeated(option.flags)
      given = true
    })
  }
}

function repeated(flags: string): UsageError {
  return new UsageError(
    { sv: `${flags} är angiven flera gånger.`, en: `${flags} is given several times.` },
    { sv: 'Ange den en gång.', en: 'Give it once.' },
  )
}
