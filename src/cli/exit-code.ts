import { CommanderError } from 'commander'
import { KvittensError } from '../protocol/kvittens-error.ts'
import { UsageError } from './usage-error.ts'

/** 0 done · 1 refused or failed for good · 2 wrong usage · 3 may be tried again (product.md 2). */
export type ExitCode = 0 | 1 | 2 | 3

/** What the program ends with after an error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return 2
  // Help and version, when asked for, come as errors with the code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof KvittensError) return error.retryable ? 3 : 1
  return 1
}
