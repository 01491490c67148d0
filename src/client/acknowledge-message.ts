import { textOf } from './answer-body.ts'
import { answerError } from './answer-error.ts'
import type { Connection } from './connection.ts'
import { shsPath } from './shs-path.ts'

const maxAnswer = 64 * 1024

/** Acknowledges a message at the delivery service; a second time changes nothing there. */
export async function acknowledgeMessage(
  address: string,
  txId: string,
  connection: Connection,
  base: string,
): Promise<void> {
  const path = `${shsPath(base, 'ds', address, txId)}?action=ack`
  const answer = await connection.call({ method: 'POST', path })
  if (answer.statusCode !== 200) throw await answerError(answer, connection.host)
  await textOf(answer, connection.host, maxAnswer)
}
