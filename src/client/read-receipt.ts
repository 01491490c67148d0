import { textOf } from './answer-body.ts'
import { answerError } from './answer-error.ts'
import type { Connection } from './connection.ts'

export type ReceiptForm = 'text' | 'json'

/** A story grows with every event, so the bound is wide. */
const maxReceipt = 8 * 1024 * 1024

/** Reads `/receipts/{id}`; the id as it was typed. */
export async function readReceipt(
  id: string,
  form: ReceiptForm,
  connection: Connection,
  base: string,
): Promise<string> {
  const accept = form === 'json' ? 'application/json' : 'text/plain'
  const path = `${base}/receipts/${encodeURIComponent(id)}`
  const answer = await connection.call({ method: 'GET', path, headers: { accept } })
  if (answer.statusCode !== 200) throw await answerError(answer, connection.host)
  return textOf(answer, connection.host, maxReceipt)
}
