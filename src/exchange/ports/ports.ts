import type { BlobStore } from './blob-store.ts'
import type { Clock } from './clock.ts'
import type { Coordination } from './coordination.ts'
import type { Digest } from './digest.ts'
import type { Directory } from './directory.ts'
import type { Handlers } from './handlers.ts'
import type { Ids } from './ids.ts'
import type { Journal } from './journal.ts'
import type { MessageLog } from './message-log.ts'
import type { Peers } from './peers.ts'
import type { Timers } from './timers.ts'
import type { Registry } from './registry.ts'

/** Everything a node needs from the world. */
export interface Ports {
  readonly messageLog: MessageLog
  readonly blobStore: BlobStore
  readonly registry: Registry
  readonly directory: Directory
  readonly peers: Peers
  readonly handlers: Handlers
  readonly coordination: Coordination
  readonly timers: Timers
  readonly clock: Clock
  readonly ids: Ids
  readonly digest: Digest
  readonly journal: Journal
}
