import { blobFiles } from '../support/blob-files.ts'
import type { Findings } from './findings.ts'
import { StoreFile } from './store-file.ts'

/** Every file under data/blobs is one that a message needs, and each that is needed is there. */
export async function auditBlobs(findings: Findings, dataDir: string): Promise<void> {
  const needed = new StoreFile(dataDir).blobs()
  const there = new Set(await blobFiles(dataDir))
  for (const name of there)
    findings.expect(needed.has(name), `blob ${name}: lies on disk, and no message needs it`)
  for (const name of needed)
    findings.expect(there.has(name), `blob ${name}: a message needs it, and it is not on disk`)
}
