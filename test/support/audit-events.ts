import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** What a node's ledger tells, read beside the running node. */
export interface LedgerEvents {
  /** The events that tell of a tx.id, in order. */
  of(txId: string): readonly string[]
}

/** Reads every row of the audit trail that names a tx.id. */
export async function readLedger(dataDir: string): Promise<LedgerEvents> {
  const database = new DatabaseSync(join(dataDir, 'kvittens.db'), { readOnly: true })
  const events = new Map<string, string[]>()
  try {
    for (const { canonical } of database.prepare('SELECT canonical FROM audit ORDER BY id').iterate()) {
      if (!(canonical instanceof Uint8Array)) throw new Error('an audit row holds no octets')
      const fact: { readonly event: string; readonly txId?: string } = JSON.parse(
        Buffer.from(canonical).toString('ascii'),
      )
      if (fact.txId === undefined) continue
      const known = events.get(fact.txId) ?? []
      known.push(fact.event)
      events.set(fact.txId, known)
    }
  } finally {
    database.close()
  }
  return { of: (txId) => events.get(txId) ?? [] }
}
