import { readFile, writeFile } from 'node:fs/promises'
import type { TrialPaths } from '../../node/trial/trial-paths.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { type NodeProcess, startNodeProcess } from './node-process.ts'

/** The trial's node, which comes back on the same ports when it was killed. */
export class RestartedNode implements AsyncDisposable {
  readonly #paths: TrialPaths
  readonly #log: number
  #running: NodeProcess | undefined

  constructor(paths: TrialPaths, log: number) {
    this.#paths = paths
    this.#log = log
  }

  async start(): Promise<NodeProcess> {
    const node = await startNodeProcess(this.#paths.config, this.#log)
    if (this.#running === undefined) await this.#keepPorts(node)
    this.#running = node
    return node
  }

  /** Rejects when the node ends by itself. */
  async lost(node: NodeProcess): Promise<never> {
    await node.ended
    throw new KvittensError('NodeEnded', {
      words: { sv: 'Noden tog slut mitt i rundturen.', en: 'The node ended in the midst of the tour.' },
      cure: {
        sv: 'Kör igen; dess logg är node.log i mappen (--dir).',
        en: 'Run it again; its log is node.log in the folder (--dir).',
      },
    })
  }

  /** Free ports were found by the system: from now on the settings name them. */
  async #keepPorts(node: NodeProcess): Promise<void> {
    const settings = await readFile(this.#paths.config, 'utf8')
    const kept = settings
      .replace('listen: 127.0.0.1:0\n', `listen: ${new URL(node.machines).host}\n`)
      .replace('listen: 127.0.0.1:0 }', `listen: ${new URL(node.operations).host} }`)
    await writeFile(this.#paths.config, kept)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running?.[Symbol.asyncDispose]()
  }
}
