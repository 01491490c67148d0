import type { Client } from '../../client/client.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { parseReceiptId } from '../../protocol/receipt-id.ts'
import { isUuid, parseUrn } from '../../protocol/urn.ts'
import { isObject } from '../is-object.ts'
import { UsageError } from '../usage-error.ts'

/** The tx.id that a person means: typed as it is, or found by the receipt id in a Kvittens node. */
export async function txIdOf(typed: string, client: Client): Promise<string> {
  const txId = parseUrn(typed).toLowerCase()
  if (isUuid(txId)) return txId
  const parsed = parseReceiptId(typed)
  if (!parsed.ok) {
    throw new UsageError({
      sv: `${typed} är varken ett tx.id (en UUID) eller ett kvittensID: ${parsed.why.sv}`,
      en: `${typed} is neither a tx.id (a UUID) nor a receipt id: ${parsed.why.en}`,
    })
  }
  const receipt: unknown = JSON.parse(await client.receipt(parsed.id, 'json'))
  const found = isObject(receipt) && 'txId' in receipt ? receipt.txId : undefined
  if (typeof found === 'string' && isUuid(found)) return found
  throw new KvittensError('NoMessage', {
    words: { sv: `${typed} är inget meddelande.`, en: `${typed} is no message.` },
  })
}
