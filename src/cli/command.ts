import type { Command } from 'commander'
import type { Words } from '../protocol/words.ts'

export type Language = 'sv' | 'en'

/**
 * What a command gets of the process it runs in. A command file exports one `CommandFactory`: `send.ts` exports
 * `sendCommand(terminal): Command`, with options, help and an `action` that resolves when all is done (exit 0) and
 * throws `UsageError` (exit 2) or any other error (exit 3 where it is `retryable`, else 1); `main.ts` prints it.
 */
export interface Terminal {
  readonly language: Language
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted by SIGINT, SIGTERM and SIGHUP; a command that ends itself in good order then resolves. */
  readonly signal: AbortSignal
  /** Octets and texts for programs and for pipes; back-pressure and a closed pipe are the stream's own. */
  readonly stdout: NodeJS.WritableStream
  /** True where a person sees stderr: only then is anything drawn over. */
  readonly watched: boolean
  /** A line on stdout. */
  readonly print: (line: string) => void
  /** A line on stderr: warnings and progress, never the answer. */
  readonly warn: (line: string) => void
  /** Text on stderr as it is, without a line end: for what is drawn over. */
  readonly draw: (text: string) => void
  /** Words in the person's language. */
  readonly say: (words: Words) => string
  /** The exit code where all went as it should but the answer is no (findings in a file); 0 until set. */
  exitCode: number
}

export type CommandFactory = (terminal: Terminal) => Command
