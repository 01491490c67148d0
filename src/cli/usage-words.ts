import type { CommanderError } from 'commander'
import type { Language } from './command.ts'

/** The codes of the library's errors, in Swedish; what it quotes comes after. */
const swedish: Readonly<Record<string, string>> = {
  'commander.unknownOption': 'okänd flagga',
  'commander.unknownCommand': 'okänt kommando',
  'commander.missingArgument': 'argumentet saknas',
  'commander.optionMissingArgument': 'flaggans värde saknas',
  'commander.missingMandatoryOptionValue': 'flaggan måste anges',
  'commander.excessArguments': 'för många argument',
  'commander.invalidArgument': 'ogiltigt värde',
  'commander.conflictingOption': 'flaggorna utesluter varandra',
}

/** What a usage error of the argument parser says, on one line. */
export function usageWords(error: CommanderError, language: Language): string {
  const [first = '', hint] = error.message.replace(/^error: /, '').split('\n')
  const words = swedish[error.code]
  if (language === 'en' || words === undefined) return hint === undefined ? first : `${first} ${hint}`
  // An invalid value's own words come from this program, after the library's sentence.
  const own = /is invalid\. (.*)$/.exec(first)?.[1]
  const quoted = [...first.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '').join(', ')
  return [`${words}${quoted === '' ? '' : `: ${quoted}`}`, own]
    .filter((part) => part !== undefined)
    .join('. ')
}
