import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { KvittensError } from '../../protocol/kvittens-error.ts'

const program = fileURLToPath(new URL('../../../bin/kvittens.js', import.meta.url))

/** A node in a process of its own. */
export interface NodeProcess extends AsyncDisposable {
  readonly pid: number
  readonly machines: string
  readonly operations: string
  /** Resolves when the process is gone, whoever ended it. */
  readonly ended: Promise<void>
}

/** Starts \`kvittens start\` and waits until it says that it accepts; its log goes to a file descriptor. */
export async function startNodeProcess(config: string, logTo: number): Promise<NodeProcess> {
  // A group of its own, so that the terminal's Ctrl-C reaches the tour alone, which then ends it in good order.
  const child = spawn(process.execPath, [program, 'start', '--config', config], {
    // By the channel the node learns that the tour is gone, however it went.
    stdio: ['ignore', 'pipe', logTo, 'ipc'],
    detached: true,
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const ready = await Promise.race([child.stdout === null ? undefined : firstLine(child.stdout), ended])
  const said = /^ready machines=(\S+) operations=(\S+)$/.exec(ready ?? '')
  if (said === null || child.pid === undefined) throw didNotStart()
  return {
    pid: child.pid,
    machines: said[1] ?? '',
    operations: said[2] ?? '',
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: stream })) return line
  return undefined
}

function didNotStart(): KvittensError {
  return new KvittensError('NodeDidNotStart', {
    words: { sv: 'Noden startade inte.', en: 'The node did not start.' },
    cure: { sv: 'Loggen (node.log) säger varför.', en: 'Its log (node.log) says why.' },
  })
}
