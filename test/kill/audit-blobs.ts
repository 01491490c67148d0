import { blobFiles } from '../support/blob-files.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { ClientLedger } from './ledger.ts'

/** Every file under data/blobs is one that a message needs, and each that is needed is there. */
export async function auditBlobs(ledger: ClientLedger, dataDir: string, trail: AuditTrail): Promise<void> {
  const needed = trail.blobs()
  const there = new Set(await blobFiles(dataDir))
  for (const name of there)
    ledger.expect(needed.has(name), `blob ${name}: lies on disk, and no message needs it`)
  for (const name of needed)
    ledger.expect(there.has(name), `blob ${name}: a message needs it, and it is not on disk`)
}
