import type { Client } from '../../client/client.ts'
import type { ListedMessage } from '../../client/list-messages.ts'
import type { Terminal } from '../command.ts'
import { safeText } from '../safe-text.ts'
import { conditionsOf, type ListOptions } from './list-options.ts'

/** Prints what waits: a line each as it comes, or one JSON array. */
export async function printList(
  client: Client,
  address: string,
  options: ListOptions & { readonly noAck?: boolean; readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const conditions = { ...conditionsOf(options), ...(options.noAck === true ? { noAck: true } : {}) }
  const listed = client.list(address, conditions)
  if (options.json === true) return printJson(listed, terminal)
  let count = 0
  for await (const message of listed) {
    if (count === 0) terminal.print(heading(terminal))
    terminal.print(messageLine(message))
    count += 1
  }
  if (count === 0) terminal.warn(terminal.say({ sv: 'Inget väntar.', en: 'Nothing waits.' }))
}

async function printJson(listed: AsyncIterable<ListedMessage>, terminal: Terminal): Promise<void> {
  const messages: ListedMessage[] = []
  for await (const message of listed) messages.push(message)
  terminal.print(JSON.stringify(messages, undefined, 2))
}

function heading({ say }: Terminal): string {
  return row(
    'tx.id',
    say({ sv: 'kom', en: 'arrived' }),
    'byte',
    say({ sv: 'från', en: 'from' }),
    say({ sv: 'fil', en: 'file' }),
  )
}

function messageLine({ txId, timestamp, size, from, data, subject }: ListedMessage): string {
  const names = data.flatMap(({ fileName }) => (fileName === undefined ? [] : [fileName]))
  const what = names.length > 0 ? names.join(', ') : (subject ?? '')
  return row(txId, timestamp, size?.toString() ?? '', from ?? '', safeText(what))
}

function row(txId: string, arrived: string, bytes: string, from: string, file: string): string {
  const cells = [
    safeText(txId).padEnd(36),
    safeText(arrived).padEnd(19),
    bytes.padStart(11),
    safeText(from).padEnd(12),
    file,
  ]
  return cells.join('  ').trimEnd()
}
