import { readFile } from 'node:fs/promises'
import type { Terminal } from './command.ts'
import { exitCodeOf } from './exit-code.ts'
import { withFieldOptions } from './field-options.ts'
import { isObject } from './is-object.ts'
import { printError } from './print-error.ts'
import { buildProgram } from './program.ts'
import { createTerminal } from './terminal.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs the command that the process was started with, and sets the process's exit code. */
export async function main(): Promise<void> {
  const controller = new AbortController()
  let interrupted: NodeJS.Signals | undefined
  const onSignal = (signal: NodeJS.Signals): void => {
    // Who asks twice will not wait for good order; a terminal that closes is told by the shell and by the system.
    if (interrupted !== undefined) return signal === 'SIGHUP' ? undefined : dieOf(signal)
    interrupted = signal
    controller.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)
  endQuietlyWithoutReader(process.argv[2], controller)

  const terminal = createTerminal(process, controller.signal)
  const failed = await run(process.argv.slice(2), terminal)
  for (const signal of signals) process.off(signal, onSignal)
  // A command that did not end in good order on a signal dies of it, so that a shell's loop ends as well.
  if (failed && interrupted !== undefined) return dieOf(interrupted)
  process.exitCode = terminal.exitCode
}

/** True where it ended by an error, which is printed by then. */
async function run(args: readonly string[], terminal: Terminal): Promise<boolean> {
  try {
    const program = await buildProgram(args, terminal, await version())
    await program.parseAsync([...withFieldOptions(args)], { from: 'user' })
    return false
  } catch (error) {
    printError(error, terminal)
    terminal.exitCode = exitCodeOf(error)
    return terminal.exitCode !== 0
  }
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  const value: unknown = JSON.parse(text)
  return isObject(value) && 'version' in value ? String(value.version) : '?'
}

/**
 * `kvittens list | head` closes the pipe: nobody reads what more there is to say, so it ends without words. A node goes
 * on: who started it may have left.
 */
function endQuietlyWithoutReader(command: string | undefined, controller: AbortController): void {
  // EPIPE: a pipe that was closed. EIO: a terminal that is gone.
  const isBroken = (error: Error): boolean =>
    'code' in error && (error.code === 'EPIPE' || error.code === 'EIO')
  process.stdout.on('error', (error) => {
    if (!isBroken(error)) throw error
    if (command === 'start') return
    // What `try` has begun it also puts away.
    if (command === 'try') return controller.abort()
    // oxlint-disable-next-line no-process-exit -- as the signal would have done, had Node not turned it off
    process.exit(1)
  })
  process.stderr.on('error', (error) => {
    if (!isBroken(error)) throw error
  })
}

function dieOf(signal: NodeJS.Signals): void {
  for (const other of signals) process.removeAllListeners(other)
  process.kill(process.pid, signal)
}
