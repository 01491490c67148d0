import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CertificateAuthority, createCertificateAuthority } from '../../src/adapters/trust/issue.ts'
import {
  agency,
  agreementDocument,
  employer,
  productDocument,
  sickNotification,
} from '../../src/node/trial/trial-facts.ts'
import { freePort } from '../support/free-port.ts'
import type { Identity } from '../support/mtls-client.ts'
import { issueTo, type NodePorts, nodeSettings } from '../support/node-place.ts'
import { heldMessages, type NodeChoice, startWithRegistry } from './node-under-test.ts'
import { secondServerCore, serverCore } from './pinning.ts'
import type { ServerProcess } from './server-process.ts'
import type { Target } from './target.ts'

/** An organisation with a certificate, as the bench's nodes and clients show it. */
export interface Organisation {
  readonly number: string
  readonly name: string
}

/** A node of an organisation, which its own systems call. */
export interface BenchNode extends ServerProcess {
  /** The node as its own organisation calls it. */
  readonly own: Target
  readonly dataDir: string
  /** Messages that it holds, by its own metrics. */
  messages(): Promise<number>
}

/** The employer's node, which sends, and what is needed of whoever receives. */
export interface BenchPlace {
  readonly dir: string
  readonly ca: string
  readonly caPem: string
  readonly directory: string
  issue(organisation: Organisation): Promise<Identity>
}

/** A folder with a CA and an empty directory file. */
export async function openBenchPlace(dir: string): Promise<BenchPlace> {
  await mkdir(dir, { recursive: true })
  const authority: CertificateAuthority = await createCertificateAuthority({
    name: 'Kvittens throw-away CA',
    now: Date.now(),
  })
  const ca = join(dir, 'ca.crt')
  await writeFile(ca, authority.certificatePem)
  const directory = join(dir, 'directory.yaml')
  await writeFile(directory, '{}')
  return {
    dir,
    ca,
    caPem: authority.certificatePem,
    directory,
    issue: ({ number }) =>
      issueTo(
        dir,
        number,
        { organisationNumber: number, commonName: 'localhost', hostNames: ['localhost', '127.0.0.1'] },
        authority,
      ),
  }
}

export interface BenchNodeOrder {
  /** Of its folder; the organisation's number unless told otherwise. */
  readonly name?: string
  readonly of: Organisation
  readonly ports: NodePorts
  readonly core: number
  /** Registry documents by their file names. */
  readonly registry: Readonly<Record<string, string>>
  /** Further lines of the settings. */
  readonly more?: readonly string[]
}

/** Starts a node that asks the place's directory. */
export async function startBenchNode(
  place: BenchPlace,
  { name = '', of, ports, core, registry, more = [] }: BenchNodeOrder,
  choice: NodeChoice,
): Promise<BenchNode> {
  const dir = join(place.dir, name === '' ? of.number : name)
  const folder = join(dir, 'registry')
  await mkdir(folder, { recursive: true })
  for (const [file, text] of Object.entries(registry)) await writeFile(join(folder, file), text, 'latin1')
  const actor = await place.issue(of)
  const dataDir = join(dir, 'data')
  const facts = { id: `node-${of.number}`, actor, actorName: of.name, dataDir, ca: place.ca }
  const config = join(dir, 'kvittens.yaml')
  const directory = `directory: [ { url: "file:${place.directory}" } ]`
  await writeFile(config, nodeSettings({ ...facts, more: [directory, ...more] }, ports))
  const server = await startWithRegistry({ config, registry: folder }, dir, choice, core)
  return {
    ...server,
    own: { port: ports.machines, key: actor.keyPem, certificate: actor.certificatePem, ca: place.caPem },
    dataDir,
    messages: () => heldMessages(ports.operations),
  }
}

export async function freePorts(): Promise<NodePorts> {
  return { machines: await freePort(), operations: await freePort() }
}

/** The address of a node's receive service. */
export function receiveUrl(port: number): string {
  return `https://127.0.0.1:${port}/shs/rs`
}

/** Sick-pay files: the product type and its agreement, as both sides have them. */
const sickPayDocuments: Readonly<Record<string, string>> = {
  'product.xml': productDocument,
  'agreement.xml': agreementDocument,
}

/** Two nodes that send each other what one has posted. */
export interface TwoBenchNodes extends AsyncDisposable {
  readonly employer: BenchNode
  readonly agency: BenchNode
}

/** Starts the employer's node and the agency's node; each knows the other by the directory alone. `more`: settings of both. */
export async function startTwoBenchNodes(
  dir: string,
  more: readonly string[],
  choice: NodeChoice,
): Promise<TwoBenchNodes> {
  await using starting = new AsyncDisposableStack()
  const place = await openBenchPlace(dir)
  const ports = { employer: await freePorts(), agency: await freePorts() }
  await writeFile(place.directory, directoryText(ports.employer.machines, ports.agency.machines))
  const atEmployer = starting.use(
    await startBenchNode(
      place,
      { of: employer, ports: ports.employer, core: serverCore, registry: agreementOnly, more },
      choice,
    ),
  )
  const atAgency = starting.use(
    await startBenchNode(
      place,
      { of: agency, ports: ports.agency, core: secondServerCore, registry: sickPayDocuments, more },
      choice,
    ),
  )
  const started = starting.move()
  return {
    employer: atEmployer,
    agency: atAgency,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

/** The employer's node finds the product type in the directory. */
const agreementOnly = { 'agreement.xml': agreementDocument }

function directoryText(employerPort: number, agencyPort: number): string {
  return JSON.stringify({
    actors: [agency, employer].map(({ number, name }) => ({ organisationNumber: number, name })),
    products: [{ ...sickNotification, principal: agency.number }],
    addresses: [
      { actor: agency.number, product: sickNotification.uuid, url: receiveUrl(agencyPort) },
      { actor: employer.number, product: 'confirm', url: receiveUrl(employerPort) },
    ],
  })
}
