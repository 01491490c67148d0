import { decodeUtf8 } from '../../protocol/utf8.ts'
import type { AuditRow } from '../ports/message-log.ts'

/** What the ledger keeps of a message for ever, as its rows tell. */
export interface KeptFacts {
  readonly caller?: string
  readonly txId?: string
  readonly corrId?: string
  readonly from?: string
  readonly to?: string
  readonly product?: string
  readonly status?: string
  readonly bytes?: number
  readonly sha256?: readonly string[]
}

const texts = ['caller', 'txId', 'corrId', 'from', 'to', 'product', 'status'] as const

/** Reads the rows of one message, the oldest first, by their canonical octets (audit-row.ts): the first that says it counts. */
export function keptFacts(rows: readonly Pick<AuditRow, 'canonical'>[]): KeptFacts {
  return Object.assign({}, ...rows.toReversed().map(({ canonical }) => factsIn(canonical)))
}

function factsIn(canonical: Uint8Array): KeptFacts {
  const value: unknown = JSON.parse(decodeUtf8(canonical))
  if (typeof value !== 'object' || value === null) throw new Error('an audit row holds no facts')
  const found = new Map<string, unknown>(Object.entries(value))
  const bytes = found.get('bytes')
  const sha256 = found.get('sha256')
  const said = texts.flatMap((key) => {
    const text = found.get(key)
    return typeof text === 'string' ? [[key, text] as const] : []
  })
  return {
    ...Object.fromEntries(said),
    ...(typeof bytes === 'number' ? { bytes } : {}),
    ...(Array.isArray(sha256) ? { sha256: sha256.filter((one) => typeof one === 'string') } : {}),
  }
}
