import type { RegistryEntry, RegistryKey } from '../../exchange/ports/registry.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { type Place, type Problem, problemsAsParts } from '../config/problem.ts'

/** An entry with its identity and the place that it was read from. */
export interface FiledEntry {
  readonly key: RegistryKey
  readonly entry: RegistryEntry
  readonly place: Place
}

/** Registry files of which nothing is imported; every problem of them is told. */
export class RegistryFilesError extends KvittensError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super('BadRegistryFiles', problemsAsParts(problems))
    this.problems = problems
  }
}
