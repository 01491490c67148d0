import type { Validity } from '../../protocol/agreement/agreement.ts'
import { readAgreement } from '../../protocol/agreement/agreement-reader.ts'
import { ProtocolError } from '../../protocol/protocol-error.ts'
import { documentOf, pendingOf } from '../agreements/agreement-entry.ts'
import type { MessageFault } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import type { Agreement } from '../ports/registry.ts'

/** An agreement of the registry, with its days; those are absent of a document that can't be read. */
export interface ListedAgreement {
  readonly entry: Agreement
  readonly valid?: Validity
  /** Why the message by which we said how it stands did not come to the other side. */
  readonly fault?: MessageFault
}

/** Every agreement of the registry, in force or not, by its uuid. */
export async function listAgreements({
  registry,
  messageLog,
}: Pick<Ports, 'registry' | 'messageLog'>): Promise<readonly ListedAgreement[]> {
  const entries = (await registry.rows())
    .flatMap(({ entry }) => (entry.kind === 'agreement' ? [entry] : []))
    .toSorted((one, other) => (one.uuid < other.uuid ? -1 : 1))
  const listed: ListedAgreement[] = []
  for (const entry of entries) {
    const pending = pendingOf(entry)
    const [message] = pending === undefined ? [] : await messageLog.byTxId([pending.txId])
    const fault = message?.state === 'quarantined' ? message.handling?.fault : undefined
    listed.push({ ...withDays(entry), ...(fault !== undefined && { fault }) })
  }
  return listed
}

/** An agreement with its days. */
export function withDays(entry: Agreement): ListedAgreement {
  try {
    return { entry, valid: readAgreement(documentOf(entry)).valid }
  } catch (error) {
    if (error instanceof ProtocolError) return { entry }
    throw error
  }
}
