import { Command } from 'commander'
import { acceptCommand, refuseCommand } from './agreement/answer.ts'
import { listAgreementsCommand } from './agreement/list.ts'
import { proposeCommand } from './agreement/propose.ts'
import type { Terminal } from './command.ts'

/** `kvittens agreement propose|accept|refuse|list`: an agreement between two nodes, made by messages. */
export function agreementCommand(terminal: Terminal): Command {
  return new Command('agreement')
    .description(
      terminal.say({
        sv: 'Överenskommelser mellan två noder: de gäller först när båda sidor har dem.',
        en: 'Agreements between two nodes: they are in force when both sides have them, and not before.',
      }),
    )
    .addCommand(proposeCommand(terminal))
    .addCommand(acceptCommand(terminal))
    .addCommand(refuseCommand(terminal))
    .addCommand(listAgreementsCommand(terminal))
}
