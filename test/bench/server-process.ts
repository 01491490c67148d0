import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { onCore, serverCore } from './pinning.ts'

/** A server in a process of its own, all its threads on one core. */
export interface ServerProcess extends AsyncDisposable {
  readonly pid: number
  /** The line with which it said that it accepts. */
  readonly ready: string
}

/** Starts a program of this Node and waits for its first line; what it writes to stderr goes to a file. */
export async function startServer(
  args: readonly string[],
  log: string,
  core = serverCore,
): Promise<ServerProcess> {
  const [command, words] = onCore(core, [process.execPath, ...args])
  const errors = openSync(log, 'a')
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', errors] }) as ChildProcessByStdio<
    null,
    Readable,
    null
  >
  closeSync(errors)
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.off('exit', kill)
      resolve()
    })
  })
  const ready = await Promise.race([firstLine(child.stdout), ended])
  if (!ready?.startsWith('ready') || child.pid === undefined) {
    child.kill('SIGKILL')
    throw new Error(`a server did not start:\n${readFileSync(log, 'utf8').slice(-2000)}`)
  }
  child.stdout.resume()
  return {
    pid: child.pid,
    ready,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      const cut = setTimeout(kill, 60_000)
      await ended
      clearTimeout(cut)
    },
  }
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: stream })) return line
  return undefined
}
