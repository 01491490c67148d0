import { execFile, spawn } from 'node:child_process'
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
    throw new SlapdFailed(lastLine(error instanceof Error && 'stderr' in error ? String(error.stderr) : ''), {
      cause: error,
    })
  }
}

/**
 * slapd knows nothing of the tour that started it. A shell in front of it leaves one beside it that waits on a pipe of the
 * tour: a line says that slapd is gone by then, the end of the pipe that the tour is.
 */
const onLeash = '(read -r gone <&3 || kill $$) & exec "$@" 3<&-'

/** Starts slapd at a URL of loopback and waits until it answers. */
export async function startSlapd(program: string, { config }: LdapFiles, url: string): Promise<Running> {
  const child = spawn('sh', ['-c', onLeash, 'sh', program, '-f', config, '-h', url, '-d', '0'], {
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
  await Promise.race([answers(new URL(url), ended), ended])
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    throw new SlapdFailed(lastLine(told))
  }
  return {
    pid: child.pid,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

type Stdio = ReturnType<typeof spawn>['stdio'][number]

function letGo(pipe: Stdio | undefined): void {
  if (pipe === undefined || pipe === null || !('end' in pipe)) return
  // The shell may have been killed as well.
  pipe.on('error', () => {})
  pipe.end('gone\n')
}

/** Resolves when somebody accepts there; gives up when slapd has ended. */
async function answers({ hostname, port }: URL, ended: Promise<void>): Promise<void> {
  let over = false
  void ended.then(() => (over = true))
  while (!over && !(await accepts(hostname, Number(port)))) await after(5)
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

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}
