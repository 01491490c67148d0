import type { Command } from 'commander'
import { httpsUrl, organisationNumber, path } from '../../node/config/value-types.ts'
import type { Terminal } from '../command.ts'
import { valueParser } from '../value-parser.ts'

/** The options of every command that calls a node. */
export interface ConnectionOptions {
  readonly url?: string
  readonly cert?: string
  readonly key?: string
  readonly ca?: string
  readonly server?: string
  readonly profile?: string
}

/** Gives a command the options that say which node to call and as whom. */
export function withConnectionOptions(command: Command, terminal: Terminal): Command {
  const { say } = terminal
  const file = valueParser(path, terminal)
  return command
    .option(
      '--url <url>',
      say({ sv: 'noden: https://värd:port', en: 'the node: https://host:port' }),
      valueParser(httpsUrl, terminal),
    )
    .option('--cert <file>', say({ sv: 'eget certifikat, PEM', en: 'own certificate, PEM' }), file)
    .option('--key <file>', say({ sv: 'dess nyckel, PEM', en: 'its key, PEM' }), file)
    .option(
      '--ca <file>',
      say({ sv: 'CA som noden bevisas med, PEM', en: 'CA that the node is proved by, PEM' }),
      file,
    )
    .option(
      '--server <number>',
      say({
        sv: 'organisationen som noden tillhör, när dess certifikat inte nämner värden',
        en: "the organisation that the node belongs to, where its certificate doesn't name the host",
      }),
      valueParser(organisationNumber, terminal),
    )
    .option(
      '--profile <name>',
      say({
        sv: 'allt det från ~/.config/kvittens/profiles.yaml',
        en: 'all of these from ~/.config/kvittens/profiles.yaml',
      }),
    )
}

/** True where a node is named to call. */
export function namesNode(options: ConnectionOptions): boolean {
  return options.url !== undefined || options.profile !== undefined
}
