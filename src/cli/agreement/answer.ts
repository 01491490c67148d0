import { Command } from 'commander'
import { uuid } from '../../node/config/value-types.ts'
import type { OperatorRequest } from '../../node/open-operator.ts'
import { askOperator, systemUser } from '../ask-operator.ts'
import type { Terminal } from '../command.ts'
import { withConfigOption } from '../config-option.ts'
import { valueParser } from '../value-parser.ts'
import { printTold } from './print-told.ts'

type Statement = Extract<OperatorRequest, { readonly act: 'answer' }>['answer']['statement']

interface AnswerOptions {
  readonly config: string
  readonly json?: boolean
  readonly reason?: string
}

/** `kvittens agreement accept UUID`. */
export function acceptCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('accept').description(
    say({
      sv: 'Accepterar en föreslagen överenskommelse. Den gäller här när den andra sidans nod har svaret.',
      en: "Accepts a proposed agreement. It is in force here when the other side's node has the answer.",
    }),
  )
  return answering(command, () => ({ kind: 'acceptance' }), terminal)
}

/** `kvittens agreement refuse UUID [--reason TEXT]`. */
export function refuseCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('refuse')
    .description(
      say({
        sv: 'Avböjer en föreslagen överenskommelse. Inget ändras på någon sida.',
        en: 'Declines a proposed agreement. Nothing changes on either side.',
      }),
    )
    .option(
      '--reason <text>',
      say({ sv: 'varför; den andra sidan ser det', en: 'why; the other side sees it' }),
    )
  return answering(
    command,
    ({ reason }) => ({ kind: 'refusal', ...(reason !== undefined && { reason }) }),
    terminal,
  )
}

function answering(
  command: Command,
  statementOf: (options: AnswerOptions) => Statement,
  terminal: Terminal,
): Command {
  const { say } = terminal
  command
    .argument(
      '<uuid>',
      say({ sv: 'överenskommelsens uuid', en: 'the uuid of the agreement' }),
      valueParser(uuid, terminal),
    )
    .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens agreement ${command.name()} a6ee0000-0000-4000-8000-000000000001`,
    )
    .action(async (id: string, options: AnswerOptions) => {
      const answer = { uuid: id, statement: statementOf(options) }
      const told = await askOperator(options.config, { act: 'answer', answer, user: systemUser() }, terminal)
      printTold(told, options.json === true, terminal)
    })
  return withConfigOption(command, terminal)
}
