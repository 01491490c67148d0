import { realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Command } from 'commander'
import type { FetchedMessage } from '../client/incoming-message.ts'
import { codeOf } from '../node/code-of.ts'
import { uuid } from '../node/config/value-types.ts'
import { KvittensError } from '../protocol/kvittens-error.ts'
import type { Label } from '../protocol/label/label.ts'
import type { Terminal } from './command.ts'
import { connect } from './connection/connect.ts'
import { withConnectionOptions } from './connection/connection-options.ts'
import { makeFolder } from './fetch/make-folder.ts'
import { saveMessage, type Target } from './fetch/take-message.ts'
import { takenJson } from './fetch/taken-json.ts'
import { fileError } from './file-error.ts'
import { withProgress } from './progress.ts'
import { printOctets } from './request/print-octets.ts'
import { safeText } from './safe-text.ts'
import { openFileToSend } from './send/file-to-send.ts'
import { labelOf, oneFile, oneProduct, partOf } from './send/outgoing-file.ts'
import { type SendOptions, withSendOptions } from './send/send-options.ts'
import { UsageError } from './usage-error.ts'
import { valueParser } from './value-parser.ts'

interface RequestOptions extends SendOptions {
  readonly out?: string
  readonly dir?: string
}

/** `kvittens request FILE`: asks with one file as a synchronous SHS message, and saves or prints the file of the reply. */
export function requestCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('request')
    .description(
      say({
        sv: 'Frågar med en fil som ett synkront SHS-meddelande. Svarets fil skrivs till --out, annars till standard ut.',
        en: "Asks with a file as a synchronous SHS message. The reply's file is written to --out, else to standard output.",
      }),
    )
    .argument('[file]', say({ sv: 'filen', en: 'the file' }))
    .option(
      '--out <file>',
      say({
        sv: 'svarets fil, som -out; skrivs över när hela svaret är här',
        en: "the reply's file, as -out; written over when the whole reply is here",
      }),
    )
    .option('-d, --dir <dir>', say({ sv: 'mapp för svarets filer', en: "folder for the reply's files" }))
    .option(
      '--tx <uuid>',
      say({ sv: 'tx.id (annars ett nytt)', en: 'tx.id (else a new one)' }),
      valueParser(uuid, terminal),
    )
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens request fråga.xml -t 2021000001 -p 5c1e0000-0000-4000-8000-000000000001 -out svar.xml --profile myndigheten`,
    )
    .action((file: string | undefined, options: RequestOptions) => request(file, options, terminal))
  return withConnectionOptions(withSendOptions(command, 'request', terminal), terminal)
}

async function request(
  argument: string | undefined,
  options: RequestOptions,
  terminal: Terminal,
): Promise<void> {
  const path = oneFile(argument, options.in)
  oneProduct(options)
  // Where the reply can't be saved, nothing is asked.
  const target = await targetOf(options)
  await using file = await openFileToSend(path)
  using connected = await connect(options, terminal)
  const from = options.from ?? connected.ownAddress()
  const label = labelOf(file, options, { from, transferType: 'synch' })
  using reply = await connected.client.request({ label, parts: [partOf(file, options, terminal)] })
  warnOfSequenceType(reply.label, terminal)
  if (target === undefined) await print(reply, terminal)
  else await save(reply, target, options, terminal)
}

async function targetOf({ out, dir, json }: RequestOptions): Promise<Target | undefined> {
  if (out !== undefined && dir !== undefined) {
    throw new UsageError({ sv: '--out och -d kan inte båda anges.', en: '--out and -d exclude each other.' })
  }
  if (out !== undefined) return { file: await writableFile(out), replace: true }
  if (dir !== undefined) {
    try {
      await makeFolder(dir)
    } catch (error) {
      throw fileError(dir, error, 'write')
    }
    return { folder: dir }
  }
  if (json !== true) return undefined
  throw new UsageError(
    {
      sv: '--json och svarets fil kan inte båda gå till standard ut.',
      en: "--json and the reply's file can't both go to standard output.",
    },
    { sv: 'Ange --out eller -d.', en: 'Give --out or -d.' },
  )
}

/** A file that is written over keeps its place where the name is a link; what is no file is left alone. */
async function writableFile(path: string): Promise<string> {
  const absolute = resolve(path)
  try {
    const found = await stat(absolute)
    if (found.isFile()) return await realpath(absolute)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return absolute
    throw fileError(path, error, 'write')
  }
  throw new KvittensError('CannotWrite', {
    words: { sv: `${path} är ingen fil.`, en: `${path} is no file.` },
  })
}

async function save(
  reply: FetchedMessage,
  target: Target,
  { json }: RequestOptions,
  terminal: Terminal,
): Promise<void> {
  if ('file' in target) demandOneFile(reply.label)
  const taken = await saveMessage(reply, target, (content, bytes) => withProgress(content, bytes, terminal))
  if (json === true) terminal.print(JSON.stringify(takenJson(taken, {})))
  else
    for (const { path, bytes } of taken.files)
      terminal.print(`${taken.label.txId}  ${bytes}  ${safeText(path)}`)
}

async function print({ label, parts }: FetchedMessage, terminal: Terminal): Promise<void> {
  demandOneFile(label)
  for await (const { content } of parts) await printOctets(content, terminal.stdout)
}

function demandOneFile({ txId, content }: Label): void {
  const count = content.data.length
  if (count === 1) return
  throw new KvittensError('SeveralFiles', {
    words: { sv: `Svaret på ${txId} har ${count} filer.`, en: `The reply to ${txId} holds ${count} files.` },
    cure: { sv: 'Fråga igen med -d MAPP.', en: 'Ask again with -d FOLDER.' },
  })
}

/** Deployed nodes set it wrong at times (shs-protocol.md 13): the reply counts, and whoever asked may want to know. */
function warnOfSequenceType({ sequenceType }: Label, { warn, say }: Terminal): void {
  if (sequenceType === 'reply' || sequenceType === 'adm') return
  warn(
    say({
      sv: `Svaret har sequence-type ${sequenceType}; det tas för ett svar.`,
      en: `The reply has the sequence-type ${sequenceType}; it is taken for a reply.`,
    }),
  )
}
