import { keptFacts, type KeptFacts } from '../audit/read-row.ts'
import type { AuditRow, PurgedEntry } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import type { MessageReceipt, ReceiptFile } from './receipt.ts'
import type { SeenMessage } from './seen-message.ts'
import { storyOf } from './story.ts'

/** A message whose entry is purged, with what the ledger keeps of it for ever. */
export interface PurgedMessage extends SeenMessage {
  readonly left: PurgedEntry
  readonly rows: readonly AuditRow[]
  readonly kept: KeptFacts
}

/** Reads what is left of a message. */
export async function purgedMessage(
  left: PurgedEntry,
  { messageLog }: Pick<Ports, 'messageLog'>,
): Promise<PurgedMessage> {
  const rows = await messageLog.story(left.receiptId)
  const kept = keptFacts(rows)
  const { status, caller, from, to } = kept
  return {
    left,
    rows,
    kept,
    status,
    caller,
    arrivedAt: left.arrivedAt,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}

/** The receipt that is left: ids, parties, sizes and hashes; no name of a file or a person. */
export function purgedReceipt({ left, rows, kept, caller, to }: PurgedMessage): MessageReceipt {
  return {
    kind: 'message',
    receiptId: left.receiptId,
    receivedAt: left.arrivedAt,
    from: kept.from ?? caller ?? '',
    ...(to === undefined ? {} : { to }),
    product: kept.product ?? '',
    files: filesOf(kept),
    status: 'archived',
    txId: left.txId,
    corrId: kept.corrId ?? '',
    events: storyOf(rows),
  }
}

function filesOf({ sha256 = [], bytes }: KeptFacts): readonly ReceiptFile[] {
  const [only] = sha256
  if (sha256.length === 1 && only !== undefined && bytes !== undefined) return [{ sha256: only, bytes }]
  return sha256.map((one) => ({ sha256: one }))
}
