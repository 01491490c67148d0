import type { Client } from '../../client/client.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Terminal } from '../command.ts'
import { withProgress } from '../progress.ts'
import { safeText } from '../safe-text.ts'
import { takenJson } from './taken-json.ts'
import { type TakenMessage, takeMessage, type Target } from './take-message.ts'

/** The mailbox that is fetched from, and what to do with what is in it. */
export interface Mailbox {
  readonly client: Client
  readonly address: string
  readonly target: Target
  readonly acknowledge: boolean
  readonly json: boolean
}

/** Fetches one message, prints where its files lie, and acknowledges it unless that was not wanted. */
export async function fetchOne(mailbox: Mailbox, txId: string, terminal: Terminal): Promise<void> {
  const { client, address, target } = mailbox
  const taken = await takeMessage(address, txId, target, client, (content, bytes) =>
    withProgress(content, bytes, terminal),
  )
  try {
    if (mailbox.acknowledge) await client.acknowledge(address, txId)
  } catch (error) {
    throw error instanceof KvittensError ? savedButNotAcknowledged(error, txId, taken) : error
  }
  if (mailbox.json) terminal.print(JSON.stringify(takenJson(taken, { acknowledged: mailbox.acknowledge })))
  else for (const { path, bytes } of taken.files) terminal.print(`${txId}  ${bytes}  ${safeText(path)}`)
}

/** The node will give it out again: whoever does so knows by these words that the files are here. */
function savedButNotAcknowledged(error: KvittensError, txId: string, { files }: TakenMessage): KvittensError {
  const paths = files.map(({ path }) => path).join(', ')
  return new KvittensError(error.code, {
    words: error.words,
    cure: {
      sv: `Sparat här (${paths}) men inte kvitterat: kvittens ack ${txId}`,
      en: `Saved here (${paths}) but not acknowledged: kvittens ack ${txId}`,
    },
    retryable: error.retryable,
    cause: error,
  })
}
