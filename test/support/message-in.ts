import assert from 'node:assert/strict'
import type { Exchange } from '../../src/exchange/exchange.ts'
import type { MessageRecord } from '../../src/exchange/ports/message-log.ts'

/** A message that a node has, by its receipt id or tx.id. */
export async function messageIn(exchange: Exchange, id: string): Promise<MessageRecord> {
  const looked = await exchange.message(id)
  assert.ok(looked.kind === 'message')
  return looked.message
}
