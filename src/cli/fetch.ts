import { resolve } from 'node:path'
import { Command } from 'commander'
import type { Terminal } from './command.ts'
import { connect } from './connection/connect.ts'
import { withConnectionOptions } from './connection/connection-options.ts'
import { fetchAll } from './fetch/fetch-all.ts'
import { fetchOne, type Mailbox } from './fetch/fetch-one.ts'
import { type FetchOptions, withFetchOptions } from './fetch/fetch-options.ts'
import { makeFolder } from './fetch/make-folder.ts'
import { alreadyThere, type Target } from './fetch/take-message.ts'
import { txIdOf } from './fetch/tx-id-of.ts'
import { fileError } from './file-error.ts'
import { isThere } from './is-there.ts'
import { printList } from './list/print-list.ts'
import { UsageError } from './usage-error.ts'

/** `kvittens fetch [ID]`: saves the files that wait, and then tells the node that they are safe here. */
export function fetchCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('fetch')
    .description(
      say({
        sv: 'Hämtar ett meddelande, eller allt som väntar: sparar filerna så att de överlever ett strömavbrott, och kvitterar sedan. Inget skrivs över.',
        en: 'Fetches a message, or all that waits: saves the files so that they survive a power cut, and then acknowledges. Nothing is written over.',
      }),
    )
    .argument(
      '[id]',
      say({
        sv: 'tx.id eller kvittensID (annars allt som väntar)',
        en: 'tx.id or receipt id (else all that waits)',
      }),
    )
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens fetch -d inkorg --profile myndigheten`,
    )
    .action((id: string | undefined, options: FetchOptions) => fetch(id ?? options.id, options, terminal))
  return withConnectionOptions(withFetchOptions(command, terminal), terminal)
}

async function fetch(id: string | undefined, options: FetchOptions, terminal: Terminal): Promise<void> {
  if (options.out !== undefined && id === undefined) {
    throw new UsageError({
      sv: '--out tar ett meddelande: ange vilket.',
      en: '--out takes one message: say which.',
    })
  }
  using connected = await connect(options, terminal)
  const mailbox: Mailbox = {
    client: connected.client,
    address: options.address ?? connected.ownAddress(),
    target: await targetOf(options),
    acknowledge: options.noAck !== true,
    json: options.json === true,
  }
  if (options.listOnly === true) await printList(mailbox.client, mailbox.address, options, terminal)
  else if (id === undefined) await fetchAll(mailbox, options, terminal)
  else await fetchOne(mailbox, await txIdOf(id, mailbox.client), terminal)
}

async function targetOf({ dir, out, listOnly }: FetchOptions): Promise<Target> {
  if (out !== undefined) {
    const file = resolve(out)
    if (await isThere(file)) throw alreadyThere(file)
    return { file }
  }
  if (listOnly !== true) {
    try {
      await makeFolder(dir)
    } catch (error) {
      throw fileError(dir, error, 'write')
    }
  }
  return { folder: dir }
}
