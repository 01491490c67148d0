import { Command } from 'commander'
import { address } from '../node/config/value-types.ts'
import type { Terminal } from './command.ts'
import { connect } from './connection/connect.ts'
import { type ConnectionOptions, withConnectionOptions } from './connection/connection-options.ts'
import { type ListOptions, withListOptions } from './list/list-options.ts'
import { printList } from './list/print-list.ts'
import { valueParser } from './value-parser.ts'

interface Options extends ConnectionOptions, ListOptions {
  readonly noAck?: boolean
  readonly json?: boolean
}

/** `kvittens list [ADDRESS]`: what waits in a mailbox. */
export function listCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('list')
    .description(
      say({
        sv: 'Listar det som väntar i en brevlåda, äldst först.',
        en: 'Lists what waits in a mailbox, oldest first.',
      }),
    )
    .argument(
      '[address]',
      say({ sv: 'brevlådan (annars eget nummer)', en: 'the mailbox (else the own number)' }),
      valueParser(address, terminal),
    )
    .option(
      '--noAck',
      say({
        sv: 'även det som är hämtat men inte kvitterat',
        en: 'also what was fetched but not acknowledged',
      }),
    )
    .option('--json', say({ sv: 'listan som JSON', en: 'the list as JSON' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens list --since 2026-11-01 --profile myndigheten`,
    )
    .action((address: string | undefined, options: Options) => list(address, options, terminal))
  return withConnectionOptions(withListOptions(command, terminal), terminal)
}

async function list(address: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  using connected = await connect(options, terminal)
  await printList(connected.client, address ?? connected.ownAddress(), options, terminal)
}
