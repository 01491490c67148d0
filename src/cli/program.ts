import { Command } from 'commander'
import type { Terminal } from './command.ts'
import { commands } from './commands.ts'
import { refuseRepetition } from './refuse-repetition.ts'

/** The program with the one command that `args` name loaded, and the others as lines of the help. */
export async function buildProgram(
  args: readonly string[],
  terminal: Terminal,
  version: string,
): Promise<Command> {
  const program = new Command('kvittens')
    .description(
      terminal.say({
        sv: 'Varje fil får en kvittens, och inget tappas bort.',
        en: 'Every file gets a receipt, and nothing is lost.',
      }),
    )
    .version(version)
    .usage(terminal.say({ sv: '<kommando> [flaggor]', en: '<command> [options]' }))
    .helpCommand('help [command]', terminal.say({ sv: 'hjälp om ett kommando', en: 'help on a command' }))
  const called = nameOf(args)
  for (const { name, summary, load } of commands) {
    if (name !== called) program.command(name).summary(terminal.say(summary))
    else program.addCommand((await load())(terminal).summary(terminal.say(summary)))
  }
  for (const command of everyCommand(program)) prepare(command, terminal)
  return program
}

function nameOf(args: readonly string[]): string | undefined {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'))
  return first === 'help' ? second : first
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}

/** The library throws where it would end the process, and leaves the words to `printError`. */
function prepare(command: Command, terminal: Terminal): void {
  refuseRepetition(command)
  command
    .exitOverride()
    .helpOption('-h, --help', terminal.say({ sv: 'visa den här hjälpen', en: 'show this help' }))
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      // Only help without a command is written there by the library itself; an error comes as an exception too.
      writeErr: (text) => (text.startsWith('error:') ? undefined : terminal.draw(text)),
    })
    .configureHelp({ styleTitle: (title) => (terminal.language === 'sv' ? (titles[title] ?? title) : title) })
}

const titles: Readonly<Record<string, string>> = {
  'Usage:': 'Användning:',
  'Arguments:': 'Argument:',
  'Options:': 'Flaggor:',
  'Commands:': 'Kommandon:',
}
