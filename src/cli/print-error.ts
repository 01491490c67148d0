import { CommanderError } from 'commander'
import { KvittensError } from '../protocol/kvittens-error.ts'
import type { Terminal } from './command.ts'
import { safeLines } from './safe-text.ts'
import { usageWords } from './usage-words.ts'

/**
 * An error on stderr: what happened on one line, with its code; then what else was said, the cure, and the id to
 * quote. Never a stack, unless DEBUG=kvittens asks for it.
 */
export function printError(error: unknown, terminal: Terminal): void {
  for (const line of errorLines(error, terminal)) terminal.warn(safeLines(line))
  if (terminal.env['DEBUG'] === 'kvittens' && error instanceof Error) terminal.warn(error.stack ?? '')
}

function errorLines(error: unknown, terminal: Terminal): readonly string[] {
  if (error instanceof CommanderError) return commanderLines(error, terminal)
  if (error instanceof KvittensError) {
    return [
      `kvittens: ${error.code}: ${terminal.say(error.words)}`,
      ...(error.cure === undefined ? [] : [terminal.say(error.cure)]),
    ]
  }
  const message = error instanceof Error ? error.message : String(error)
  const unexpected = terminal.say({ sv: 'Oväntat fel', en: 'Unexpected error' })
  return [`kvittens: Unexpected: ${unexpected}: ${message.split('\n', 1)[0] ?? ''}`]
}

function commanderLines(error: CommanderError, terminal: Terminal): readonly string[] {
  if (error.exitCode === 0 || error.code === 'commander.help') return []
  return [
    `kvittens: Usage: ${usageWords(error, terminal.language)}`,
    terminal.say({ sv: 'Se --help.', en: 'See --help.' }),
  ]
}
