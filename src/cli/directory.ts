import { Command } from 'commander'
import type { Terminal } from './command.ts'
import { applyCommand } from './directory/apply.ts'
import { lookupCommand } from './directory/lookup.ts'
import { publishCommand } from './directory/publish.ts'

/** `kvittens directory lookup …`, `publish …` and `apply …`. */
export function directoryCommand(terminal: Terminal): Command {
  const { say } = terminal
  return new Command('directory')
    .description(
      say({
        sv: 'Den gemensamma katalogen: aktörer, produkttyper, publika överenskommelser och leveransadresser.',
        en: 'The shared directory: actors, product types, public agreements and delivery addresses.',
      }),
    )
    .addCommand(lookupCommand(terminal))
    .addCommand(publishCommand(terminal))
    .addCommand(applyCommand(terminal))
}
