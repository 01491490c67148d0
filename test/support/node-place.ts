import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CertificateAuthority, CertificateOrder } from '../../src/adapters/trust/issue.ts'
import { loadConfig } from '../../src/node/config/load-config.ts'
import { openOperator } from '../../src/node/open-operator.ts'
import { readRegistryFiles } from '../../src/node/registry-files/read-registry-files.ts'
import { freePort } from './free-port.ts'
import { type ClientOptions, type Identity, type MtlsClient, mtlsClient } from './mtls-client.ts'
import {
  kvittens,
  type NodeProcess,
  NodeDidNotStart,
  startNodeProcess,
  type StartOptions,
} from './node-process.ts'

/** Ports of loopback that a node listens on. */
export interface NodePorts {
  readonly machines: number
  readonly operations: number
}

export interface NodePlaceOptions {
  /** The node's own folder, which is there. */
  readonly dir: string
  /** PEM of the CA that its certificate comes from. */
  readonly caPem: string
  readonly settings: (ports: NodePorts) => string
}

/** A node in a folder of its own: its settings, its registry, and its process where it runs. */
export interface NodePlace extends AsyncDisposable {
  readonly log: string
  readonly config: string
  /** Takes registry documents in, by their file names. */
  import(documents: Readonly<Record<string, string>>): Promise<void>
  /** The running node; throws where none runs. */
  node(): NodeProcess
  start(options?: StartOptions): Promise<NodeProcess>
  /** Calls the node as an organisation; as nobody without one. */
  client(identity?: Identity, options?: Partial<ClientOptions>): MtlsClient
  /** The node's log so far, a value a line. */
  logLines(): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** Writes the settings; starts nothing. Disposing it ends node and clients. */
export async function createNodePlace({ dir, caPem, settings }: NodePlaceOptions): Promise<NodePlace> {
  const config = join(dir, 'kvittens.yaml')
  const log = join(dir, 'node.log')
  await writeSettings()
  const clients = new Set<MtlsClient>()
  let running: NodeProcess | undefined

  async function writeSettings(): Promise<void> {
    await writeFile(config, settings({ machines: await freePort(), operations: await freePort() }))
  }

  return {
    log,
    config,
    async import(documents) {
      const folder = join(dir, 'registry')
      await mkdir(folder, { recursive: true })
      for (const [name, text] of Object.entries(documents)) await writeFile(join(folder, name), text)
      if (running === undefined) await importByProgram(folder, config)
      else await importByOperator(folder, config)
    },
    node() {
      if (running === undefined) throw new Error('no node runs')
      return running
    },
    async start(options) {
      try {
        running = await startNodeProcess(config, log, options)
      } catch (error) {
        if (!isPortTaken(error)) throw error
        // Another process took a port since it was found free.
        await writeSettings()
        running = await startNodeProcess(config, log, options)
      }
      return running
    },
    client(identity, more = {}) {
      if (running === undefined) throw new Error('no node runs')
      const made = mtlsClient(running.machines, {
        caPem,
        ...(identity === undefined ? {} : { identity }),
        ...more,
      })
      clients.add(made)
      return made
    },
    async logLines() {
      const text = await readFile(log, 'utf8')
      return text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client[Symbol.dispose]()
      await running?.kill()
    },
  }
}

async function importByProgram(folder: string, config: string): Promise<void> {
  const imported = await kvittens(['import', folder, '--config', config])
  if (imported.code !== 0) throw new Error(`the registry was not imported: ${imported.stderr}`)
}

/** What the program does where the node runs, without a process of its own. */
async function importByOperator(folder: string, config: string): Promise<void> {
  const entries = (await readRegistryFiles([folder])).map(({ entry }) => entry)
  await using operator = await openOperator(await loadConfig({ file: config, env: {} }))
  await operator.act({ act: 'import', entries, prune: false, force: false, user: 'test' })
}

function isPortTaken(error: unknown): boolean {
  return error instanceof NodeDidNotStart && error.message.includes('EADDRINUSE')
}

/** What the settings of a node in a test say. */
export interface SettingsFacts {
  readonly id: string
  readonly actor: Pick<Identity, 'number' | 'certificate' | 'key'>
  readonly actorName: string
  readonly dataDir: string
  readonly ca: string
  /** Further lines for the end. */
  readonly more: readonly string[]
}

/** Settings of a node on loopback; paths in full. */
export function nodeSettings(
  { id, actor, actorName, dataDir, ca, more }: SettingsFacts,
  { machines, operations }: NodePorts,
): string {
  return [
    `node: { id: ${id}, actor: "${actor.number}", name: ${actorName}, dataDir: "${dataDir}" }`,
    'machines:',
    `  listen: 127.0.0.1:${machines}`,
    `  publicUrl: https://127.0.0.1:${machines}`,
    `  certificates: [ { key: "${actor.key}", certificate: "${actor.certificate}" } ]`,
    `  trust: [ "${ca}" ]`,
    `operations: { listen: 127.0.0.1:${operations} }`,
    ...more,
    '',
  ].join('\n')
}

/** A certificate of a CA, with its key, in files of a folder. */
export async function issueTo(
  dir: string,
  name: string,
  order: CertificateOrder,
  authority: CertificateAuthority,
): Promise<Identity> {
  const { certificatePem, keyPem } = await authority.issue(order)
  const certificate = join(dir, `${name}.crt`)
  const key = join(dir, `${name}.key`)
  await writeFile(certificate, certificatePem)
  await writeFile(key, keyPem, { mode: 0o600 })
  return { number: order.organisationNumber, name, certificatePem, keyPem, certificate, key }
}
