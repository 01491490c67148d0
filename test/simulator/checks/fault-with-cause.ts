import { KvittensError } from '../../../src/protocol/kvittens-error.ts'
import { SimulatedFault } from '../disk/simulated-fault.ts'

/** Codes of faults that a node may tell of when its surroundings fail. */
const expected: ReadonlySet<string> = new Set([
  'StorageUnavailable',
  'DirectoryUnavailable',
  'LogOlderThanBlobs',
])

/** Whether a fault that a node tells of comes from something that the simulation did to it, and not from itself. */
export function hasCause(error: unknown): boolean {
  if (error instanceof SimulatedFault) return true
  if (error instanceof KvittensError && expected.has(error.code)) return true
  return error instanceof Error && error.cause !== undefined && hasCause(error.cause)
}
