import { Command } from 'commander'
import { parseReceiptId } from '../protocol/receipt-id.ts'
import { askOperator } from './ask-operator.ts'
import type { Terminal } from './command.ts'
import { withConfigOption } from './config-option.ts'
import { connect } from './connection/connect.ts'
import { type ConnectionOptions, namesNode, withConnectionOptions } from './connection/connection-options.ts'
import { safeLines } from './safe-text.ts'
import { UsageError } from './usage-error.ts'

interface ShowOptions extends ConnectionOptions {
  readonly config: string
  readonly json?: boolean
}

/** `kvittens receipt show ID`. */
export function receiptCommand(terminal: Terminal): Command {
  const { say } = terminal
  const show = new Command('show')
    .description(
      say({
        sv: 'Visar kvittensen och allt som hänt med en fil: från noden som --url eller --profile nämner, annars som dess driftansvarig på den här maskinen.',
        en: 'Shows the receipt and the story of a file: from the node that --url or --profile names, else as the operator of the node on this machine.',
      }),
    )
    .argument(
      '<id...>',
      say({ sv: 'kvittensID, som det läses upp', en: 'the receipt id, as it is read aloud' }),
    )
    .option('--json', say({ sv: 'kvittensen som JSON', en: 'the receipt as JSON' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens receipt show 7k3m 9q2t 4xwd 8b54 --profile myndigheten`,
    )
    .action((id: readonly string[], options: ShowOptions) => showReceipt(id.join(''), options, terminal))
  return new Command('receipt')
    .description(say({ sv: 'Kvittenser.', en: 'Receipts.' }))
    .addCommand(withConfigOption(withConnectionOptions(show, terminal), terminal))
}

async function showReceipt(typed: string, options: ShowOptions, terminal: Terminal): Promise<void> {
  const parsed = parseReceiptId(typed)
  if (!parsed.ok) throw new UsageError(parsed.why)
  const receipt = namesNode(options)
    ? await overTheNetwork(parsed.id, options, terminal)
    : await asOperator(parsed.id, options, terminal)
  terminal.print(safeLines(receipt.trimEnd()))
}

async function overTheNetwork(id: string, options: ShowOptions, terminal: Terminal): Promise<string> {
  using connected = await connect(options, terminal)
  return await connected.client.receipt(id, options.json === true ? 'json' : 'text')
}

async function asOperator(id: string, options: ShowOptions, terminal: Terminal): Promise<string> {
  const answer = await askOperator(
    options.config,
    { act: 'receipt', id, language: terminal.language },
    terminal,
  )
  const { json, text } = { json: undefined, text: undefined, ...answer }
  return options.json === true ? JSON.stringify(json, undefined, 2) : String(text)
}
