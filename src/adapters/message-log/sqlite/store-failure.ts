import { KvittensError } from '../../../protocol/kvittens-error.ts'
import { StorageUnavailable } from '../../storage-unavailable.ts'

/** An error that crosses threads. `passes`: StorageUnavailable, else a fault of the program. */
export interface FaultWire {
  readonly fault: string
  readonly passes: boolean
}

/** The store has stopped for this process: code `StoreFailed`. What was not answered may or may not be kept. */
export function storeFailed(cause: unknown): KvittensError {
  return new KvittensError('StoreFailed', {
    words: {
      sv: 'Nodens lager har slutat fungera; noden måste startas om.',
      en: 'The store of the node has stopped working; the node must be started again.',
    },
    cure: {
      sv: 'Starta om noden. Händer det igen: se efter disken.',
      en: 'Start the node again. If it happens again: look at the disk.',
    },
    retryable: true,
    cause,
  })
}

/** The store has been closed: code `StoreClosed`. */
export function storeClosed(): KvittensError {
  return new KvittensError('StoreClosed', {
    words: { sv: 'Noden håller på att stanna.', en: 'The node is stopping.' },
    retryable: true,
  })
}

/** An error that a worker told of. */
export function errorOfFault(fault: FaultWire): Error {
  return fault.passes
    ? new StorageUnavailable(new Error(fault.fault))
    : new Error(`the store refused: ${fault.fault}`)
}
