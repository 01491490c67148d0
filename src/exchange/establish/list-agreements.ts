import type { Validity } from '../../protocol/agreement/agreement.ts'
import { readAgreement } from '../../protocol/agreement/agreement-reader.ts'
import { ProtocolError } from '../../protocol/protocol-error.ts'
import { documentOf } from '../agreements/agreement-entry.ts'
import type { Agreement, Registry } from '../ports/registry.ts'

/** An agreement of the registry, with its days; those are absent of a document that can't be read. */
export interface ListedAgreement {
  readonly entry: Agreement
  readonly valid?: Validity
}

/** Every agreement of the registry, in force or not, by its uuid. */
export async function listAgreements(registry: Pick<Registry, 'rows'>): Promise<readonly ListedAgreement[]> {
  const rows = await registry.rows()
  return rows
    .flatMap(({ entry }) => (entry.kind === 'agreement' ? [withDays(entry)] : []))
    .toSorted((one, other) => (one.entry.uuid < other.entry.uuid ? -1 : 1))
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
