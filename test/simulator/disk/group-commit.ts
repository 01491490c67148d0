import { StorageUnavailable } from '../../../src/adapters/storage-unavailable.ts'
import type { SeededRandom } from '../../kill/random.ts'
import type { Life } from '../machine/life.ts'
import type { DiskHealth } from './disk-health.ts'
import { SimulatedFault } from './simulated-fault.ts'
import type { UndoLog } from './undo-log.ts'

interface Waiting {
  /** Executes it, and gives what tells its caller so. Never throws. */
  readonly write: () => () => void
  readonly reject: (error: unknown) => void
}

/** Milliseconds from a call to the sync that takes it along, and from the sync to the answer. */
const typicalSync = 2
const typicalAnswer = 0.4

/** How a store may be led astray, for showing that it is noticed. */
export interface CommitFaults {
  /** Answers are given before the sync, which comes so many milliseconds later. */
  readonly syncLate?: number
}

/**
 * Writes of one process that come together share one sync. They are executed in the order they were called, whole or
 * not at all, and can be seen only when they are durable, as in SQLite's write-ahead log with full sync.
 */
export class GroupCommit {
  readonly #life: Life
  readonly #undo: UndoLog
  readonly #disk: DiskHealth
  readonly #random: SeededRandom
  readonly #faults: CommitFaults
  readonly #onLost: () => void
  #waiting: Waiting[] = []
  #lost = false

  constructor(
    life: Life,
    undo: UndoLog,
    disk: DiskHealth,
    random: SeededRandom,
    /** Called when nobody knows any more what the disk holds: the process must end. */
    onLost: () => void,
    faults: CommitFaults = {},
  ) {
    this.#life = life
    this.#undo = undo
    this.#disk = disk
    this.#random = random
    this.#onLost = onLost
    this.#faults = faults
  }

  /** Resolves with what `write` gave once that would survive a crash. `write` runs in a transaction of its own. */
  commit<T>(write: () => T): Promise<T> {
    if (this.#lost) return Promise.reject(storeFailed())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write: () => settled(write, resolve, reject), reject })
      if (this.#waiting.length > 1) return
      const { stall } = this.#disk
      this.#life.later('sync', this.#life.duration(typicalSync) + stall * this.#random.next(), () => {
        this.#sync()
        return undefined
      })
    })
  }

  #sync(): void {
    const group = this.#waiting
    this.#waiting = []
    if (this.#lost) return this.#rejectAll(group, storeFailed())
    if (this.#disk.nextSyncUnknown) return this.#lose(group)
    if (this.#disk.full) return this.#rejectAll(group, new StorageUnavailable('the simulated disk is full'))
    const answers = group.map(({ write }) => write())
    const { syncLate } = this.#faults
    if (syncLate === undefined) this.#undo.sync()
    else this.#life.later('late sync', syncLate, () => () => this.#undo.sync())
    for (const answer of answers) this.#answer(answer)
  }

  #lose(group: readonly Waiting[]): void {
    this.#disk.nextSyncUnknown = false
    this.#lost = true
    // Some of it may have come to the disk: the first of what was called.
    const reached = this.#random.int(0, group.length)
    for (const { write } of group.slice(0, reached)) write()
    this.#undo.sync()
    this.#rejectAll(group, new SimulatedFault('input/output error while syncing'))
    this.#onLost()
  }

  #rejectAll(group: readonly Waiting[], error: Error): void {
    for (const { reject } of group) this.#answer(() => reject(error))
  }

  #answer(answer: () => void): void {
    this.#life.later('committed', this.#life.duration(typicalAnswer), () => answer)
  }
}

function storeFailed(): Error {
  return new SimulatedFault('the store has failed and must be opened again')
}

function settled<T>(
  write: () => T,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): () => void {
  try {
    const value = write()
    return () => resolve(value)
  } catch (error) {
    return () => reject(error)
  }
}
