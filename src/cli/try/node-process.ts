import { spawn } from 'node:child_process'
import { open, readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Running } from './kept-up.ts'

const program = fileURLToPath(new URL('../../../bin/kvittens.js', import.meta.url))

/** A node in a process of its own. */
export interface NodeProcess extends Running {
  readonly machines: string
  readonly operations: string
}

/** Starts `kvittens start` and waits until it says that it accepts; it comes back on the same ports the next time. */
export async function startNodeProcess(config: string, log: string): Promise<NodeProcess> {
  await using logFile = await open(log, 'a')
  // A group of its own, so that the terminal's Ctrl-C reaches the tour alone, which then ends it in good order.
  const child = spawn(process.execPath, [program, 'start', '--config', config], {
    // By the channel the node learns that the tour is gone, however it went.
    stdio: ['ignore', 'pipe', logFile.fd, 'ipc'],
    env: withoutSettings(process.env),
    detached: true,
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const ready = await Promise.race([child.stdout === null ? undefined : firstLine(child.stdout), ended])
  const said = /^ready machines=(\S+) operations=(\S+)$/.exec(ready ?? '')
  if (said === null || child.pid === undefined) {
    child.kill('SIGKILL')
    throw didNotStart(log)
  }
  const [, machines = '', operations = ''] = said
  await keepPorts(config, machines, operations)
  return {
    pid: child.pid,
    machines,
    operations,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** What a person has set for a node of theirs is not for these two. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('KVITTENS_')))
}

/** Free ports were found by the system: from now on the settings name them. */
async function keepPorts(config: string, machines: string, operations: string): Promise<void> {
  const settings = await readFile(config, 'utf8')
  const kept = settings
    .replace('listen: 127.0.0.1:0\n', `listen: ${new URL(machines).host}\n  publicUrl: ${machines}\n`)
    .replace('listen: 127.0.0.1:0 }', `listen: ${new URL(operations).host} }`)
  if (kept !== settings) await writeFile(config, kept)
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: stream })) return line
  return undefined
}

function didNotStart(log: string): KvittensError {
  return new KvittensError('NodeDidNotStart', {
    words: { sv: 'Noden startade inte.', en: 'The node did not start.' },
    cure: {
      sv: `Kör igen med --dir MAPP; ${log} säger varför.`,
      en: `Run it again with --dir FOLDER; ${log} says why.`,
    },
  })
}
