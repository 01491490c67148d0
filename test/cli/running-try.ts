import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { until } from '../support/until.ts'

const program = fileURLToPath(new URL('../../bin/kvittens.js', import.meta.url))

/** What `try --json` says of one of the two nodes. */
export interface TriedNode {
  readonly number: string
  readonly machines: string
  readonly operations: string
  readonly pid: number
  readonly certificate: string
  readonly key: string
  readonly config: string
  readonly log: string
  readonly next: string
  readonly receiptId: string
  readonly receipt: string
}

/** The object that `try --json` prints. */
export interface Tried extends Pick<TriedNode, 'machines' | 'operations' | 'pid' | 'receiptId' | 'receipt'> {
  readonly ca: string
  readonly dir: string
  readonly txId: string
  readonly agency: TriedNode
  readonly employer: TriedNode & { readonly file: string; readonly message: string }
  readonly directory: {
    readonly url: string
    readonly kind: 'slapd' | 'file'
    readonly about: string
    readonly pid?: number
  }
}

/** A `try --json` that stays up. */
export interface RunningTry extends AsyncDisposable {
  readonly tried: Tried
  /** What it has said on stderr so far. */
  told(): string
  /** Ends it by a signal; resolves with how it ended. */
  end(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: string | null }>
}

/** Starts `try --json` with temporary folders below `temporary`, and waits for its object. */
export async function startTry(temporary: string, path: string): Promise<RunningTry> {
  const child = spawn(process.execPath, [program, 'try', '--json'], {
    env: { PATH: path, HOME: '/nonexistent', TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const end = (signal: NodeJS.Signals): typeof ended => {
    child.kill(signal)
    return ended
  }
  const tried = await until(
    'the object of try --json',
    () => {
      if (child.exitCode !== null) throw new Error(`try ended with ${child.exitCode}: ${stderr}`)
      return stdout.endsWith('\n') ? readTried(stdout) : undefined
    },
    60_000,
  )
  return {
    tried,
    told: () => stderr,
    end,
    async [Symbol.asyncDispose]() {
      await end('SIGTERM')
    },
  }
}

export function readTried(stdout: string): Tried {
  const tried: Tried = JSON.parse(stdout)
  return tried
}

/** Every process that a trial has. */
export function pidsOf({ agency, employer, directory }: Tried): readonly number[] {
  return [agency.pid, employer.pid, ...(directory.pid === undefined ? [] : [directory.pid])]
}

/** Resolves when a process is gone, or only its name is left for want of somebody who asks how it ended. */
export async function gone(pid: number): Promise<void> {
  await until(`process ${pid} is gone`, async () => {
    try {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z') ? true : undefined
    } catch {
      return true
    }
  })
}
