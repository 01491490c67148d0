import type { NodeSettings } from '../../../src/exchange/node-settings.ts'
import type { Ports } from '../../../src/exchange/ports/ports.ts'
import type { CommitFaults } from '../disk/group-commit.ts'
import type { BlobFaults } from '../disk/sim-blob-store.ts'

/** A mistake that is planted in every node of a run, to show that the simulator finds it. */
export interface Bug {
  readonly name: string
  /** What is wrong, in a sentence. */
  readonly what: string
  /** The ports as the mistaken node sees them; each process gets its own. */
  readonly ports?: (ports: Ports) => Ports
  readonly settings?: (settings: NodeSettings) => NodeSettings
  readonly commit?: CommitFaults
  readonly blobs?: BlobFaults
}
