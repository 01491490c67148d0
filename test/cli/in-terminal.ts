import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../bin/kvittens.js', import.meta.url))

/** A program that runs in a terminal of its own. */
export interface InTerminal extends AsyncDisposable {
  /** All that it has printed so far, stdout and stderr. */
  told(): string
  /** The terminal goes away, as when its window is closed. */
  close(): Promise<void>
}

export interface TerminalOptions {
  readonly columns: number
  readonly env: Readonly<Record<string, string>>
}

/** Runs `kvittens` with these words in a terminal of so many columns, by `script` of util-linux. */
export function inTerminal(args: readonly string[], { columns, env }: TerminalOptions): InTerminal {
  const { PATH = '', ...others } = env
  const words = [process.execPath, program, ...args].map((word) => `'${word}'`)
  const line = `stty cols ${columns} && PATH='${PATH}' exec ${words.join(' ')}`
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    env: { PATH: process.env['PATH'] ?? '', SHELL: '/bin/sh', HOME: '/nonexistent', ...others },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text))
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const close = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
  }
  return { told: () => told, close, [Symbol.asyncDispose]: close }
}
