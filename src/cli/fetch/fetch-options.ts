import type { Command } from 'commander'
import { address } from '../../node/config/value-types.ts'
import type { Terminal } from '../command.ts'
import type { ConnectionOptions } from '../connection/connection-options.ts'
import { type ListOptions, withListOptions } from '../list/list-options.ts'
import { valueParser } from '../value-parser.ts'

/** The options of `fetch`, with the names of the field's client (shs-protocol.md 13). */
export interface FetchOptions extends ConnectionOptions, ListOptions {
  readonly id?: string
  readonly listOnly?: boolean
  readonly dir: string
  readonly out?: string
  readonly noAck?: boolean
  readonly address?: string
  readonly json?: boolean
}

/** Gives `fetch` its options. */
export function withFetchOptions(command: Command, terminal: Terminal): Command {
  const { say } = terminal
  return withListOptions(
    command
      .option('-i, --id <id>', say({ sv: 'som ID', en: 'as ID' }))
      .option('-l, --listOnly', say({ sv: 'bara lista', en: 'only list' }))
      .option('-d, --dir <dir>', say({ sv: 'mapp för filerna', en: 'folder for the files' }), '.')
      .option(
        '--out <file>',
        say({
          sv: 'filen, när meddelandet har en, som -out',
          en: 'the file, where the message has one, as -out',
        }),
      )
      .option('--noAck', say({ sv: 'kvittera inte', en: "don't acknowledge" }))
      .option(
        '-a, --address <address>',
        say({ sv: 'brevlådan (annars eget nummer)', en: 'the mailbox (else the own number)' }),
        valueParser(address, terminal),
      )
      .option('--json', say({ sv: 'ett JSON-objekt per meddelande', en: 'a JSON object a message' })),
    terminal,
  )
}
