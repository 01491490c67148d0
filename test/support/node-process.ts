import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const program = fileURLToPath(new URL('../../bin/kvittens.js', import.meta.url))

/** Starting from sources costs less when Node keeps what it made of them. */
const environment = { NODE_COMPILE_CACHE: join(tmpdir(), 'kvittens-test-compile-cache'), LC_ALL: 'C.UTF-8' }

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>
  /** A program and its arguments that runs the node, such as strace; it must leave the node as our own child. */
  readonly under?: readonly string[]
  /** Is called with the process before it is ready. */
  readonly onSpawn?: (child: ChildProcess) => void
}

/** A node in a process of its own. */
export interface NodeProcess {
  readonly pid: number
  readonly machines: string
  readonly operations: string
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** Resolves with the exit code when the process is gone, whoever ended it. */
  readonly ended: Promise<number | null>
  /** Resident memory in MiB. */
  rss(): Promise<number>
  /** The most of it since the start, MiB. */
  peakRss(): Promise<number>
}

/** The node ended before it was ready; the message holds the end of its log. */
export class NodeDidNotStart extends Error {}

/** Spawns `kvittens start` and waits until it says that it accepts; its log is added to a file. */
export async function startNodeProcess(
  config: string,
  log: string,
  options: StartOptions = {},
): Promise<NodeProcess> {
  const [command, ...rest] = [
    ...(options.under ?? []),
    process.execPath,
    program,
    'start',
    '--config',
    config,
  ]
  const descriptor = openSync(log, 'a')
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', descriptor],
    env: { ...process.env, ...environment, ...options.env },
  })
  closeSync(descriptor)
  options.onSpawn?.(child)
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null))
  const line = await firstLine(child)
  const said = /^ready machines=(\S+) operations=(\S+)$/.exec(line ?? '')
  const { pid } = child
  if (said === null || pid === undefined) {
    child.kill('SIGKILL')
    await ended
    throw new NodeDidNotStart(
      `the node did not start; its log ends:\n${(await readFile(log, 'utf8')).slice(-2000)}`,
    )
  }
  return {
    pid,
    machines: said[1] ?? '',
    operations: said[2] ?? '',
    ended,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    stop() {
      child.kill('SIGTERM')
      return ended
    },
    rss: () => memoryOf(pid, 'VmRSS'),
    peakRss: () => memoryOf(pid, 'VmHWM'),
  }
}

async function memoryOf(pid: number, what: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024
}

async function firstLine({ stdout }: ChildProcess): Promise<string | undefined> {
  if (stdout === null) return undefined
  for await (const line of createInterface({ input: stdout })) return line
  return undefined
}

export interface ProgramResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a `kvittens` command to its end. */
export function kvittens(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  return runProgram(process.execPath, [program, ...args], env)
}

const run = promisify(execFile)

/** Runs a program to its end; a program that cannot be run at all throws. */
export async function runProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  try {
    const { stdout, stderr } = await run(command, [...args], {
      env: { ...process.env, ...environment, ...env },
      maxBuffer: 64 * 1024 * 1024,
    })
    return { code: 0, stdout, stderr }
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
      return { code: error.code, stdout, stderr }
    }
    throw error
  }
}
