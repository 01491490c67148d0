import type { BlobStore } from './blob-store.ts'
import type { Clock } from './clock.ts'
import type { Coordination } from './coordination.ts'
import type { Digest } from './digest.ts'
import type { Ids } from './ids.ts'
import type { Journal } from './journal.ts'
import type { MessageLog } from './message-log.ts'
import type { Registry } from './registry.ts'

/** Everything a node needs from the world. */
export interface Ports {
  readonly messageLog: MessageLog
  readonly blobStore: BlobStore
  readonly registry: Registry
  readonly coordination: Coordination
  readonly clock: Clock
  readonly ids: Ids
  readonly digest: Digest
  readonly journal: Journal
}
