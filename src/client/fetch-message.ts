import { answerError } from './answer-error.ts'
import type { Connection } from './connection.ts'
import { type FetchedMessage, incomingMessage } from './incoming-message.ts'
import { shsPath } from './shs-path.ts'

export interface FetchOptions {
  /** Gives the parts' octets in the transfer encoding they came in. */
  readonly raw?: boolean
}

/** Begins to fetch a message: resolves when its label is here. Disposing it breaks off what is not read. */
export async function fetchMessage(
  address: string,
  txId: string,
  connection: Connection,
  base: string,
  { raw = false }: FetchOptions = {},
): Promise<FetchedMessage> {
  const answer = await connection.call({ method: 'GET', path: shsPath(base, 'ds', address, txId) })
  if (answer.statusCode !== 200) throw await answerError(answer, connection.host)
  return incomingMessage(answer, connection.host, { raw })
}
