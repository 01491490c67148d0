import { Command } from 'commander'
import type { Client } from '../client/client.ts'
import type { OutgoingMessage } from '../client/outgoing-message.ts'
import type { SentReceipt } from '../client/send-message.ts'
import { KvittensError } from '../protocol/kvittens-error.ts'
import type { Terminal } from './command.ts'
import { connect } from './connection/connect.ts'
import { withConnectionOptions } from './connection/connection-options.ts'
import { uuid } from '../node/config/value-types.ts'
import { openFileToSend } from './send/file-to-send.ts'
import { labelOf, oneFile, oneProduct, partOf } from './send/outgoing-file.ts'
import { type SendOptions, withSendOptions } from './send/send-options.ts'
import { sentJson, sentText } from './send/sent-receipt.ts'
import { valueParser } from './value-parser.ts'

/** `kvittens send FILE`: one file as an asynchronous SHS message, to any node; prints the receipt. */
export function sendCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('send')
    .description(
      say({
        sv: 'Sänder en fil som ett SHS-meddelande och skriver ut kvittensen. Utan kvittens är filen inte mottagen: sänd igen med samma --tx.',
        en: 'Sends a file as an SHS message and prints the receipt. Without a receipt the file was not received: send again with the same --tx.',
      }),
    )
    .argument('[file]', say({ sv: 'filen', en: 'the file' }))
    .option(
      '--tx <uuid>',
      say({
        sv: 'tx.id: samma igen sänder inget två gånger (annars ett nytt)',
        en: 'tx.id: the same again sends nothing twice (else a new one)',
      }),
      valueParser(uuid, terminal),
    )
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens send lön.xml -t 2021000001 -p 5c1e0000-0000-4000-8000-000000000001 -s "Lön oktober" --profile myndigheten`,
    )
    .action((file: string | undefined, options: SendOptions) => send(file, options, terminal))
  return withConnectionOptions(withSendOptions(command, 'event', terminal), terminal)
}

async function send(argument: string | undefined, options: SendOptions, terminal: Terminal): Promise<void> {
  const path = oneFile(argument, options.in)
  oneProduct(options)
  await using file = await openFileToSend(path)
  using connected = await connect(options, terminal)
  const from = options.from ?? connected.ownAddress()
  const label = labelOf(file, options, { from, transferType: 'asynch' })
  const receipt = await sendSo({ label, parts: [partOf(file, options, terminal)] }, connected.client)
  const facts = { receipt, label, sha256: file.sha256() }
  if (options.json === true) terminal.print(JSON.stringify(sentJson(facts)))
  else for (const line of sentText(facts, terminal)) terminal.print(line)
}

async function sendSo(message: OutgoingMessage, client: Client): Promise<SentReceipt> {
  try {
    return await client.send(message)
  } catch (error) {
    throw error instanceof KvittensError && error.retryable ? withSameTxId(error, message.label.txId) : error
  }
}

/** The node may have the message although its answer was lost: only the same tx.id makes a second sending harmless. */
function withSameTxId(error: KvittensError, txId: string): KvittensError {
  const { code, words, cure } = error
  const again = { sv: `Sänd igen med --tx ${txId}`, en: `Send again with --tx ${txId}` }
  return new KvittensError(code, {
    words,
    cure: cure === undefined ? again : { sv: `${cure.sv}\n${again.sv}`, en: `${cure.en}\n${again.en}` },
    retryable: true,
    cause: error,
  })
}
