import { ClientError } from '../../client/client-error.ts'
import { ProtocolError } from '../../protocol/protocol-error.ts'
import type { Terminal } from '../command.ts'
import { exitCodeOf } from '../exit-code.ts'
import { conditionsOf, type ListOptions } from '../list/list-options.ts'
import { printError } from '../print-error.ts'
import { fetchOne, type Mailbox } from './fetch-one.ts'

/**
 * Fetches everything that waits, list by list. A message that is refused or broken is told of and passed over, so
 * that it holds up no other; what would stop every message (no connection, no disk) stops.
 */
export async function fetchAll(mailbox: Mailbox, options: ListOptions, terminal: Terminal): Promise<void> {
  const tried = new Set<string>()
  for (;;) {
    const waiting: string[] = []
    for await (const { txId } of mailbox.client.list(mailbox.address, conditionsOf(options))) {
      if (!tried.has(txId)) waiting.push(txId)
    }
    for (const txId of waiting) {
      tried.add(txId)
      await tryOne(mailbox, txId, terminal)
    }
    // A list is as long as the node likes: only one with nothing new in it is the last.
    if (waiting.length === 0 || options.maxHits !== undefined) break
  }
  if (tried.size === 0) terminal.warn(terminal.say({ sv: 'Inget väntar.', en: 'Nothing waits.' }))
}

async function tryOne(mailbox: Mailbox, txId: string, terminal: Terminal): Promise<void> {
  try {
    await fetchOne(mailbox, txId, terminal)
  } catch (error) {
    if (terminal.signal.aborted || !concernsOneMessage(error)) throw error
    printError(error, terminal)
    terminal.exitCode = Math.max(terminal.exitCode, exitCodeOf(error))
  }
}

function concernsOneMessage(error: unknown): boolean {
  return error instanceof ProtocolError || (error instanceof ClientError && error.status !== undefined)
}
