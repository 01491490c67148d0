import { join } from 'node:path'
import { loadConfig } from '../../node/config/load-config.ts'
import { openOperator } from '../../node/open-operator.ts'
import { readRegistryFiles } from '../../node/registry-files/read-registry-files.ts'
import { publishTrial } from '../../node/trial/publish-trial.ts'
import { type TwoNodePaths, twoNodePaths } from '../../node/trial/trial-paths.ts'
import { writeTwoNodes } from '../../node/trial/write-trial.ts'
import type { Words } from '../../protocol/words.ts'
import { KeptUp, type Running } from './kept-up.ts'
import { type NodeProcess, startNodeProcess } from './node-process.ts'
import { startDirectory, type StartedDirectory } from './start-directory.ts'

/** Two nodes and the directory in which they find each other, up and running; disposing it ends them. */
export interface Trial extends AsyncDisposable {
  readonly paths: TwoNodePaths
  /** As they were started first; they keep their ports. */
  readonly agency: NodeProcess
  readonly employer: NodeProcess
  readonly directory: StartedDirectory
  /** Rejects when a process ends by itself. */
  lost(): Promise<never>
  /** Starts again what is killed, until the signal. */
  keepUp(signal: AbortSignal, tell: (words: Words) => void): Promise<void>
}

export interface TrialOptions {
  readonly dir: string
  /** The first of the ports, one after the other; free ones where it is absent. */
  readonly portBase?: number
  /** Where programs are searched for, as in PATH. */
  readonly path: string
  /** Who imports the registries, for the ledger. */
  readonly user: string
}

const kept: Words = { sv: 'allt som har sin kvittens finns kvar', en: 'what has its receipt is there' }

export async function startTrial({ dir, portBase, path, user }: TrialOptions): Promise<Trial> {
  await using opening = new AsyncDisposableStack()
  const paths = twoNodePaths(dir)
  const port = (index: number): number => (portBase === undefined ? 0 : portBase + index)

  const directory = await startDirectory(join(dir, 'directory'), port(4), path)
  if (directory.server !== undefined) opening.use(directory.server.process)
  const ports = {
    agency: { machines: port(0), operations: port(1) },
    employer: { machines: port(2), operations: port(3) },
  }
  await writeTwoNodes(paths, { ...ports, directory: directory.directory }, Date.now())

  const agencyNode = opening.use(
    new KeptUp({ name: { sv: 'Myndighetens nod', en: "The agency's node" }, kept }, () =>
      startNodeProcess(paths.config, paths.agencyLog),
    ),
  )
  const employerNode = opening.use(
    new KeptUp({ name: { sv: 'Arbetsgivarens nod', en: "The employer's node" }, kept }, () =>
      startNodeProcess(paths.employerConfig, paths.employerLog),
    ),
  )
  const [agency, employer] = await Promise.all([agencyNode.start(), employerNode.start()])
  await Promise.all([
    importRegistry(paths.config, paths.registry, user),
    importRegistry(paths.employerConfig, paths.employerRegistry, user),
    publishTrial(paths, { agency: agency.machines, employer: employer.machines }),
  ])

  const processes: readonly KeptUp<Running>[] = [
    agencyNode,
    employerNode,
    ...(directory.server === undefined ? [] : [directory.server.process]),
  ]
  const opened = opening.move()
  return {
    paths,
    agency,
    employer,
    directory,
    lost: () => Promise.race(processes.map((one) => one.lost())),
    keepUp: (signal, tell) => keepAllUp(processes, signal, tell),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function importRegistry(config: string, registry: string, user: string): Promise<void> {
  await using operator = await openOperator(await loadConfig({ file: config, env: {} }))
  const entries = (await readRegistryFiles([registry])).map(({ entry }) => entry)
  await operator.act({ act: 'import', entries, prune: false, force: false, user })
}

async function keepAllUp(
  processes: readonly KeptUp<Running>[],
  signal: AbortSignal,
  tell: (words: Words) => void,
): Promise<void> {
  const failed = new AbortController()
  const over = AbortSignal.any([signal, failed.signal])
  try {
    await Promise.all(processes.map((one) => one.keep(over, tell)))
  } finally {
    // Where one can't be started again, the others are ended, and are not to come back.
    failed.abort()
  }
}
