import { randomUUID } from 'node:crypto'
import { Command } from 'commander'
import type { Client } from '../client/client.ts'
import { newLabel } from '../client/new-label.ts'
import type { SentReceipt } from '../client/send-message.ts'
import { KvittensError } from '../protocol/kvittens-error.ts'
import type { Label } from '../protocol/label/label.ts'
import type { Terminal } from './command.ts'
import { connect } from './connection/connect.ts'
import { withConnectionOptions } from './connection/connection-options.ts'
import { localDatetime } from './local-datetime.ts'
import { withProgress } from './progress.ts'
import { type FileToSend, openFileToSend } from './send/file-to-send.ts'
import { type SendOptions, withSendOptions } from './send/send-options.ts'
import { sentJson, sentText } from './send/sent-receipt.ts'
import { UsageError } from './usage-error.ts'

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
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens send lön.xml -t 2021000001 -p 5c1e0000-0000-4000-8000-000000000001 -s "Lön oktober" --profile myndigheten`,
    )
    .action((file: string | undefined, options: SendOptions) => send(file, options, terminal))
  return withConnectionOptions(withSendOptions(command, terminal), terminal)
}

async function send(argument: string | undefined, options: SendOptions, terminal: Terminal): Promise<void> {
  const path = oneFile(argument, options.in)
  const product = options.product ?? missingProduct()
  await using file = await openFileToSend(path)
  using connected = await connect(options, terminal)
  const label = newLabel({
    ...options,
    txId: options.tx ?? randomUUID(),
    from: options.from ?? connected.ownAddress(),
    product,
    datetime: localDatetime(new Date()),
    data: [
      { datapartType: options.dataPartType, fileName: options.fileName ?? file.name, bytes: file.bytes },
    ],
  })
  const receipt = await sendSo(label, file, options, connected.client, terminal)
  const facts = { receipt, label, sha256: file.sha256() }
  if (options.json === true) terminal.print(JSON.stringify(sentJson(facts)))
  else for (const line of sentText(facts, terminal)) terminal.print(line)
}

async function sendSo(
  label: Label,
  file: FileToSend,
  { contentType, transferEncoding, fileName = file.name }: SendOptions,
  client: Client,
  terminal: Terminal,
): Promise<SentReceipt> {
  const source = withProgress(file.content, file.bytes, terminal)
  try {
    return await client.send({
      label,
      parts: [{ source, bytes: file.bytes, contentType, transferEncoding, fileName }],
    })
  } catch (error) {
    throw error instanceof KvittensError && error.retryable ? withSameTxId(error, label.txId) : error
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

function oneFile(argument: string | undefined, option: string | undefined): string {
  if (argument !== undefined && option !== undefined) {
    throw new UsageError({ sv: 'FIL och -in kan inte båda anges.', en: 'FILE and -in exclude each other.' })
  }
  const path = argument ?? option
  if (path === undefined) throw new UsageError({ sv: 'Vilken fil?', en: 'Which file?' })
  return path
}

function missingProduct(): never {
  throw new UsageError(
    { sv: 'Vilken produkttyp?', en: 'Which product type?' },
    { sv: 'Ange den med -p UUID.', en: 'Name it with -p UUID.' },
  )
}
