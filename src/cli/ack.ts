import { Command } from 'commander'
import { address } from '../node/config/value-types.ts'
import type { Terminal } from './command.ts'
import { connect } from './connection/connect.ts'
import { type ConnectionOptions, withConnectionOptions } from './connection/connection-options.ts'
import { txIdOf } from './fetch/tx-id-of.ts'
import { valueParser } from './value-parser.ts'

interface AckOptions extends ConnectionOptions {
  readonly address?: string
  readonly json?: boolean
}

/** `kvittens ack ID`: tells the node that a fetched message is safe here. */
export function ackCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('ack')
    .description(
      say({
        sv: 'Kvitterar ett hämtat meddelande: det är i säkert förvar här, och listas inte mer. Flera gånger gör inget.',
        en: 'Acknowledges a fetched message: it is safe here, and is listed no more. As often as you like.',
      }),
    )
    .argument('<id>', say({ sv: 'tx.id eller kvittensID', en: 'tx.id or receipt id' }))
    .option(
      '-a, --address <address>',
      say({ sv: 'brevlådan (annars eget nummer)', en: 'the mailbox (else the own number)' }),
      valueParser(address, terminal),
    )
    .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens ack 3f1c9a52-0d6b-4c55-9f6e-0c2a5f1d7b10 --profile myndigheten`,
    )
    .action((id: string, options: AckOptions) => acknowledge(id, options, terminal))
  return withConnectionOptions(command, terminal)
}

async function acknowledge(id: string, options: AckOptions, terminal: Terminal): Promise<void> {
  using connected = await connect(options, terminal)
  const { client } = connected
  const txId = await txIdOf(id, client)
  await client.acknowledge(options.address ?? connected.ownAddress(), txId)
  if (options.json === true) return terminal.print(JSON.stringify({ txId, acknowledged: true }))
  terminal.print(terminal.say({ sv: `${txId} kvitterat`, en: `${txId} acknowledged` }))
}
