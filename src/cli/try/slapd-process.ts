import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { LdapFiles } from '../../node/trial/ldap-directory.ts'
import type { Running } from './kept-up.ts'

const run = promisify(execFile)

/** Why slapd can't be the directory, in its own words. */
export class SlapdFailed extends Error {}

/** Fills the database with the entries of the LDIF. */
export async function loadEntries(program: string, { config, ldif }: LdapFiles): Promise<void> {
  try {
    await run(program, ['-T', 'add', '-f', config, '-l', ldif])
  } catch (error) {
    const told = error instanceof Error && 'stderr' in error ? reasonIn(String(error.stderr)) : ''
    throw new SlapdFailed(told || String(error).trim(), { cause: error })
  }
}

/**
 * slapd knows nothing of the tour that started it. A shell in front of it leaves one beside it that waits on a pipe of the
 * tour: a line says that slapd is gone by then, the end of the pipe that the tour is.
 */
const onLeash = '(read -r gone <&3 || kill $$) & exec "$@" 3<&-'

/** Between two looks whether it answers, in milliseconds. */
const glance = 5
/** How long it may take, in milliseconds. */
const patience = 10_000

/** Starts slapd at a URL of loopback and waits until it answers. */
export async function startSlapd(
  program: string,
  { config, pidFile }: LdapFiles,
  url: string,
): Promise<Running> {
  const child = spawn('sh', ['-c', onLeash, 'sh', program, '-f', config, '-h', url, '-d', 'none'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // As the nodes: the terminal's Ctrl-C is for the tour.
    detached: true,
  })
  let told = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    told = (told + text).slice(-1000)
  })
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => {
      letGo(child.stdio[3])
      resolve()
    })
  })
  const begun = performance.now()
  while (!(await isUp(child, pidFile, new URL(url)))) {
    const gone = child.pid === undefined || child.exitCode !== null || child.signalCode !== null
    if (gone) throw new SlapdFailed(reasonIn(told) || `exit ${child.exitCode}`)
    if (performance.now() - begun > patience) {
      child.kill('SIGKILL')
      throw new SlapdFailed(`${patience / 1000} s`)
    }
    await after(glance)
  }
  return {
    pid: child.pid ?? 0,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** It writes its process id when the port is its own: who else accepts there is another. */
async function isUp({ pid }: ChildProcess, pidFile: string, { hostname, port }: URL): Promise<boolean> {
  const written = await readFile(pidFile, 'utf8').catch(() => '')
  return Number(written) === pid && (await accepts(hostname, Number(port)))
}

function letGo(pipe: ChildProcess['stdio'][number] | undefined): void {
  if (pipe === undefined || pipe === null || !('end' in pipe)) return
  // The shell may have been killed as well.
  pipe.on('error', () => {})
  pipe.end('gone\n')
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** The line that says what went wrong, without the time and the thread that slapd puts before it. */
function reasonIn(text: string): string {
  const lines = text.trim().split('\n')
  const line = lines.find((one) => /fail|error|bad|unknown|denied|cannot|unable/i.test(one)) ?? lines.at(-1)
  return line?.replace(/^[0-9a-f]{8}\.[0-9a-f]{8} 0x[0-9a-f]+ /, '').trim() ?? ''
}
