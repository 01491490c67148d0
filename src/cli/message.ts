import { Command } from 'commander'
import type { Words } from '../protocol/words.ts'
import type { OperatorRequest } from '../node/open-operator.ts'
import { askOperator, systemUser } from './ask-operator.ts'
import type { Terminal } from './command.ts'
import { withConfigOption } from './config-option.ts'
import { listMessagesCommand } from './message/list.ts'
import { nestedLines } from './message/nested-lines.ts'
import { safeLines } from './safe-text.ts'

interface MessageOptions {
  readonly config: string
  readonly json?: boolean
}

type Verb = 'show' | 'hold' | 'resend' | 'cancel'

const descriptions: Readonly<Record<Verb, Words>> = {
  show: {
    sv: 'Visar var ett meddelande står, vart det ska och vad som hindrar det; eller varför ett försök avvisades.',
    en: 'Shows where a message stands, where it goes and what is in its way; or why an attempt was refused.',
  },
  hold: {
    sv: 'Håller kvar ett meddelande som inte är levererat, tills det skickas om.',
    en: 'Holds a message that is not delivered yet, until it is sent again.',
  },
  resend: {
    sv: 'Skickar ett meddelande som är köat, kvarhållet, levererat eller i karantän nu, som om det just kom.',
    en: 'Sends a message that is queued, held, delivered or in quarantine now, as if it had just come.',
  },
  cancel: {
    sv: 'Makulerar ett meddelande före leveransen; avsändaren får ett felmeddelande.',
    en: 'Cancels a message before its delivery; its sender gets an error message.',
  },
}

/** `kvittens message list`, and `show|hold|resend|cancel ID`: the operator's verbs. */
export function messageCommand(terminal: Terminal): Command {
  const command = new Command('message').description(
    terminal.say({ sv: 'Meddelanden i noden.', en: 'Messages in the node.' }),
  )
  command.addCommand(listMessagesCommand(terminal))
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
      say({
        sv: 'kvittensID, som det läses upp, eller tx.id',
        en: 'the receipt id, as it is read aloud, or the tx.id',
      }),
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
      : safeLines(nestedLines(answer, terminal.language).join('\n')),
  )
}
