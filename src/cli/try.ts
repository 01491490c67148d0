import { mkdir, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { KvittensError } from '../protocol/kvittens-error.ts'
import { loadConfig } from '../node/config/load-config.ts'
import { openOperator } from '../node/open-operator.ts'
import { readRegistryFiles } from '../node/registry-files/read-registry-files.ts'
import { agency, employer } from '../node/trial/trial-facts.ts'
import type { TrialPaths } from '../node/trial/trial-paths.ts'
import { writeTrial } from '../node/trial/write-trial.ts'
import { aborted } from './aborted.ts'
import type { Terminal } from './command.ts'
import { callWithCurl, hasCurl } from './try/call-with-curl.ts'
import { callWithOwnClient } from './try/call-with-own-client.ts'
import type { NodeProcess } from './try/node-process.ts'
import { RestartedNode } from './try/restarted-node.ts'
import { showEnd, showStay, terminalNarrator, title } from './try/show.ts'
import { type Narrator, tour, type TourResult } from './try/tour.ts'

interface TryOptions {
  readonly dir?: string
  readonly once?: boolean
  readonly json?: boolean
  readonly portBase?: number
}

/** `kvittens try`: the whole system on this machine, a real file through it, and its receipt. */
export function tryCommand(terminal: Terminal): Command {
  return new Command('try')
    .description(
      'the whole system on this machine in one command: a real file travels, and you hold its receipt',
    )
    .option('--dir <dir>', 'keep everything in this folder (default: a temporary one, removed at the end)')
    .option('--once', 'end after the tour instead of staying up')
    .option('--json', 'one JSON object on stdout with every address, certificate and key path')
    .option('--port-base <n>', 'ports from this number on (default: free ones)', port)
    .action((options: TryOptions) => tryIt(options, terminal))
}

async function tryIt(options: TryOptions, terminal: Terminal): Promise<void> {
  await using folder = await trialFolder(options.dir)
  if (!options.json) title(terminal)
  const base = options.portBase
  const ports = { machines: base ?? 0, operations: base === undefined ? 0 : base + 1 }
  const paths = await writeTrial(folder.path, ports, Date.now())
  const narrator = options.json ? silent : terminalNarrator(terminal, paths)
  await importRegistry(paths, terminal)
  await using log = await open(join(folder.path, 'node.log'), 'a')
  await using nodes = new RestartedNode(paths, log.fd)
  const first = await nodes.start()
  const call = (await hasCurl()) ? callWithCurl(paths) : callWithOwnClient(paths)
  const result = await Promise.race([
    tour(first.machines, paths, call, narrator),
    aborted(terminal.signal),
    nodes.lost(first),
  ])
  if (result === undefined) return
  if (options.json) terminal.print(JSON.stringify(addresses(first, paths, result)))
  if (options.once) return
  if (!options.json) showStay(terminal, first, paths, result)
  await stay(nodes, first, terminal)
  if (!options.json) showEnd(terminal, options.dir)
}

/** The node may be killed to see what is lost: it is started again on the same ports until the person ends it all. */
async function stay(nodes: RestartedNode, first: NodeProcess, terminal: Terminal): Promise<void> {
  let node = first
  while (!terminal.signal.aborted) {
    await Promise.race([aborted(terminal.signal), node.ended])
    if (terminal.signal.aborted) return
    terminal.warn(
      terminal.say({ sv: '  Noden dog; den startas igen …', en: '  The node died; starting it again …' }),
    )
    node = await nodes.start()
    terminal.warn(
      terminal.say({
        sv: `  Uppe igen, process ${node.pid}: allt som har sin kvittens finns kvar.`,
        en: `  Up again, process ${node.pid}: what has its receipt is there.`,
      }),
    )
  }
}

const silent: Narrator = { step: () => {}, result: () => {} }

async function importRegistry(paths: TrialPaths, terminal: Terminal): Promise<void> {
  const config = await loadConfig({ file: paths.config, env: {} })
  await using operator = await openOperator(config)
  const filed = await readRegistryFiles([paths.registry])
  const entries = filed.map(({ entry }) => entry)
  await operator.act({
    act: 'import',
    entries,
    prune: false,
    force: false,
    user: terminal.env['USER'] ?? 'try',
  })
}

interface TrialFolder extends AsyncDisposable {
  readonly path: string
}

async function trialFolder(dir: string | undefined): Promise<TrialFolder> {
  if (dir !== undefined) {
    const path = resolve(dir)
    await mkdir(path, { recursive: true, mode: 0o700 })
    if ((await readdir(path)).length > 0) throw folderNotEmpty(path)
    return { path, async [Symbol.asyncDispose]() {} }
  }
  const path = await mkdtemp(join(tmpdir(), 'kvittens-try-'))
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

function addresses(node: NodeProcess, paths: TrialPaths, result: TourResult): object {
  return {
    machines: node.machines,
    operations: node.operations,
    pid: node.pid,
    ca: paths.ca,
    agency: {
      number: agency.number,
      certificate: paths.agencyCertificate,
      key: paths.agencyKey,
      config: paths.config,
    },
    employer: {
      number: employer.number,
      certificate: paths.employerCertificate,
      key: paths.employerKey,
      file: paths.sample,
      message: paths.message,
    },
    dir: paths.dir,
    ...result,
  }
}

function port(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 65_534) {
    throw new InvalidArgumentError('It must be a port number from 1 to 65534.')
  }
  return number
}

function folderNotEmpty(path: string): KvittensError {
  return new KvittensError('FolderNotEmpty', {
    words: {
      sv: `${path} är inte tom, och inget där skrivs över.`,
      en: `${path} is not empty, and nothing in it is written over.`,
    },
    cure: { sv: 'Ange en ny mapp, eller töm den.', en: 'Give a new folder, or empty it.' },
  })
}
