import { Command } from 'commander'
import type { Words } from '../protocol/words.ts'
import type { OperatorRequest } from '../node/open-operator.ts'
import { askOperator, systemUser } from './ask-operator.ts'
import type { Terminal } from './command.ts'
import { withConfigOption } from './config-option.ts'
import { safeLines } from './safe-text.ts'

interface MessageOptions {
  readonly config: string
  readonly json?: boolean
}

type Verb = 'show' | 'hold' | 'resend' | 'cancel'

const descriptions: Readonly<Record<Verb, Words>> = {
  show: {
    sv: 'Visar var ett meddelande står, vart det ska och vad som hindrar det.',
    en: 'Shows where a message stands, where it goes and what is in its way.',
  },
  hold: {
    sv: 'Håller kvar ett meddelande som inte är levererat, tills det skickas om.',
    en: 'Holds a message that is not delivered yet, until it is sent again.',
  },
  resend: {
    sv: 'Skickar ett kvarhållet, levererat eller karantänsatt meddelande (igen), som om det kom nu.',
    en: 'Sends a message that is held, delivered or in quarantine (again), as if it came now.',
  },
  cancel: {
    sv: 'Makulerar ett meddelande före leveransen; avsändaren får ett felmeddelande.',
    en: 'Cancels a message before its delivery; its sender gets an error message.',
  },
}

/** `kvittens message show|hold|resend|cancel ID`: the operator's verbs. */
export function messageCommand(terminal: Terminal): Command {
  const command = new Command('message').description(
    terminal.say({ sv: 'Ett meddelande i noden.', en: 'A message in the node.' }),
  )
  for (const verb of ['show', 'hold', 'resend', 'cancel'] as const)
    command.addCommand(verbCommand(verb, terminal))
  return command
}

function verbCommand(verb: Verb, terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command(verb)
    .description(say(descriptions[verb]))
    .argument(
      '<id...>',
      say({ sv: 'kvittensID, som det läses upp', en: 'the receipt id, as it is read aloud' }),
    )
    .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens message ${verb} 7k3m-9q2t-4xwd-8b54`,
    )
    .action((id: readonly string[], options: MessageOptions) => run(verb, id.join(''), options, terminal))
  return withConfigOption(command, terminal)
}

async function run(verb: Verb, id: string, options: MessageOptions, terminal: Terminal): Promise<void> {
  const asked: OperatorRequest =
    verb === 'show' ? { act: 'message', id } : { act: verb, id, user: systemUser() }
  const answer = await askOperator(options.config, asked, terminal)
  terminal.print(
    options.json === true
      ? JSON.stringify(answer, undefined, 2)
      : safeLines(lines(answer, terminal.language).join('\n')),
  )
}

/** A line for each value; what is nested is told a value a line below its name. */
function lines(value: object, language: 'sv' | 'en', indent = ''): string[] {
  const found: string[] = []
  for (const [name, one] of Object.entries(value)) {
    const text = textOf(one, language)
    if (text !== undefined) found.push(`${indent}${name}: ${text}`)
    else if (isObject(one)) found.push(`${indent}${name}:`, ...lines(one, language, `${indent}  `))
  }
  return found
}

function textOf(value: unknown, language: 'sv' | 'en'): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return isObject(value) ? wordsOf(value)?.[language] : undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function wordsOf(value: object): Words | undefined {
  if (!('sv' in value) || !('en' in value)) return undefined
  const { sv, en } = value
  return typeof sv === 'string' && typeof en === 'string' ? { sv, en } : undefined
}
