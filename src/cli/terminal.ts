import type { Terminal } from './command.ts'
import { languageOf } from './language.ts'

/** The process as commands see it. */
export function createTerminal(
  { stdout, stderr, env }: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env'>,
  signal: AbortSignal,
): Terminal {
  const language = languageOf(env)
  return {
    language,
    env,
    signal,
    stdout,
    watched: stderr.isTTY,
    print: (line) => void stdout.write(`${line}\n`),
    warn: (line) => void stderr.write(`${line}\n`),
    draw: (text) => void stderr.write(text),
    say: (words) => words[language],
    exitCode: 0,
  }
}
