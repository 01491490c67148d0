import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  agency,
  agreement,
  agreementDocument,
  productDocument,
  sickNotification,
} from '../../src/node/trial/trial-facts.ts'
import type { TrialPaths } from '../../src/node/trial/trial-paths.ts'
import { writeTrial } from '../../src/node/trial/write-trial.ts'
import { freePort } from '../support/free-port.ts'
import { serverCore } from './pinning.ts'
import { startServer, type ServerProcess } from './server-process.ts'
import type { Target } from './target.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** A second product type, which few messages have. */
export const rareProduct = '5c1e0000-0000-4000-8000-0000000000ff'

const rareAgreement = 'a6ee0000-0000-4000-8000-0000000000ff'

/** The address of the mailbox that the bench fills, as a path. */
export const mailboxPath = `/shs/ds/${agency.number}`

export interface NodeChoice {
  readonly fromSource: boolean
  /** Where its CPU profiles go. */
  readonly profile: string | undefined
}

/** A node on the server's core, with an employer who sends to it and the agency that fetches from it. */
export interface NodeUnderTest extends ServerProcess {
  readonly employer: Target
  readonly agency: Target
  readonly paths: TrialPaths
  /** Messages that it holds, by its own metrics. */
  messages(): Promise<number>
}

/** Starts a fresh node with its data in a folder. */
export async function startNode(dir: string, choice: NodeChoice): Promise<NodeUnderTest> {
  const machines = await freePort()
  const operations = await freePort()
  const paths = await writeTrial(dir, { machines, operations }, Date.now())
  const rare = productDocument.replace(sickNotification.uuid, rareProduct)
  await writeFile(join(paths.registry, 'rare.xml'), rare, 'latin1')
  const rareAgreed = agreementDocument
    .replace(agreement.uuid, rareAgreement)
    .replace(sickNotification.uuid, rareProduct)
  await writeFile(join(paths.registry, 'rare-agreement.xml'), rareAgreed, 'latin1')
  const server = await startWithRegistry(paths, dir, choice)
  const ca = await readFile(paths.ca, 'utf8')
  const target = async (key: string, certificate: string): Promise<Target> => ({
    port: machines,
    key: await readFile(key, 'utf8'),
    certificate: await readFile(certificate, 'utf8'),
    ca,
  })
  return {
    ...server,
    paths,
    employer: await target(paths.employerKey, paths.employerCertificate),
    agency: await target(paths.agencyKey, paths.agencyCertificate),
    messages: () => heldMessages(operations),
  }
}

/** Starts a node by its settings on a core, and imports its registry; its log goes to a folder. */
export async function startWithRegistry(
  { config, registry }: Pick<TrialPaths, 'config' | 'registry'>,
  dir: string,
  { fromSource, profile }: NodeChoice,
  core = serverCore,
): Promise<ServerProcess> {
  const command = join(repository, fromSource ? 'bin/kvittens.js' : 'test/bench/built-node.ts')
  const profiling = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile]
  const words = [...profiling, command, 'start', '--config', config]
  const server = await startServer(words, join(dir, 'node.log'), core)
  run([command, 'import', '--config', config, registry])
  return server
}

/** A bare Node server of a kind (bare-server.ts) on the server's core, with the certificates of a node. */
export async function startBare(
  kind: 'echo' | 'disk' | 'list',
  dir: string,
  node: NodeUnderTest,
): Promise<ServerProcess & { readonly target: Target }> {
  const { agencyKey, agencyCertificate, ca } = node.paths
  const program = join(repository, 'test/bench/bare-server.ts')
  const server = await startServer(
    [program, kind, dir, agencyKey, agencyCertificate, ca],
    join(dir, `bare-${kind}.log`),
  )
  const port = Number(/^ready port=(\d+)$/.exec(server.ready)?.[1])
  return { ...server, target: { ...node.employer, port } }
}

/** Builds dist/ as the package is built. */
export function build(): void {
  run([join(repository, 'node_modules/typescript/bin/tsc'), '-b', 'src/cli'])
}

function run(words: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', cwd: repository })
  if (status !== 0) throw new Error(`${words.join(' ')} failed:\n${stdout}${stderr}`)
}

/** Messages that a node holds, by its own metrics. */
export async function heldMessages(operations: number): Promise<number> {
  const page = async (): Promise<string> => (await fetch(`http://127.0.0.1:${operations}/metrics`)).text()
  // The first scrape makes the node count; the second surely shows it.
  await page()
  const found = /^kvittens_messages (\d+)$/m.exec(await page())
  if (found === null) throw new Error('the metrics page has no count of messages')
  return Number(found[1])
}
