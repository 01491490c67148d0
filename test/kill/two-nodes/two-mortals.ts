import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CertificateAuthority, createCertificateAuthority } from '../../../src/adapters/trust/issue.ts'
import type { Identity } from '../../support/mtls-client.ts'
import { createNodePlace, issueTo, nodeSettings } from '../../support/node-place.ts'
import { agencyDocuments, directoryText, type Documents, employerDocuments } from './documents.ts'
import { agency, bureau, customer, employer, neighbour } from './facts.ts'
import { MortalNode } from './mortal-node.ts'

/** An employer's node and an agency's node, the directory that both ask, and a certificate of each organisation. */
export interface TwoMortals extends AsyncDisposable {
  readonly dir: string
  readonly caPem: string
  readonly agency: MortalNode
  readonly employer: MortalNode
  readonly nodeIdentities: Readonly<Record<SideName, Identity>>
  /** The certificate of an organisation's own system. */
  identity(number: string): Identity
  /** Says where the nodes take messages in: at their own addresses unless told otherwise. */
  publish(urls?: Partial<Readonly<Record<SideName, string>>>): Promise<void>
  /** Ends the nodes, and leaves their folder. */
  leave(): Promise<void>
}

export type SideName = 'agency' | 'employer'

/** Makes both nodes; starts nothing. */
export async function createTwoMortals(): Promise<TwoMortals> {
  const dir = await mkdtemp(join(tmpdir(), 'kvittens-two-mortals-'))
  const authority = await createCertificateAuthority({ name: 'Kvittens test CA', now: Date.now() })
  const ca = join(dir, 'ca.crt')
  await writeFile(ca, authority.certificatePem)
  const identities = new Map<string, Identity>()
  for (const number of [agency, bureau, customer, employer, neighbour]) {
    const order = { organisationNumber: number, commonName: `${number}.example` }
    identities.set(number, await issueTo(dir, number, order, authority))
  }
  const directory = join(dir, 'directory.yaml')
  await writeFile(directory, '{}')
  const common = { dir, ca, authority, directory }
  const atAgency = await createSide('agency', agency, agencyDocuments(), common)
  const atEmployer = await createSide('employer', employer, employerDocuments(), common)
  const leave = async (): Promise<void> => {
    await Promise.all([atAgency, atEmployer].map(({ node }) => node.place[Symbol.asyncDispose]()))
  }
  return {
    dir,
    caPem: authority.certificatePem,
    agency: atAgency.node,
    employer: atEmployer.node,
    nodeIdentities: { agency: atAgency.identity, employer: atEmployer.identity },
    identity(number) {
      const found = identities.get(number)
      if (found === undefined) throw new Error(`${number} has no certificate`)
      return found
    },
    async publish(urls = {}) {
      const agencyUrl = urls.agency ?? atAgency.node.url
      const text = directoryText(agencyUrl, urls.employer ?? atEmployer.node.url)
      await writeFile(`${directory}.part`, text)
      await rename(`${directory}.part`, directory)
    },
    leave,
    async [Symbol.asyncDispose]() {
      await leave()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

interface Common {
  readonly dir: string
  readonly ca: string
  readonly authority: CertificateAuthority
  readonly directory: string
}

async function createSide(
  side: SideName,
  number: string,
  registry: Documents,
  { dir: parent, ca, authority, directory }: Common,
): Promise<{ readonly node: MortalNode; readonly identity: Identity }> {
  const dir = join(parent, side)
  const dataDir = join(dir, 'data')
  await mkdir(dir)
  const serverName = `${side}.shs.example`
  // As certificates of the field: the number, and no host names.
  const identity = await issueTo(dir, side, { organisationNumber: number, commonName: serverName }, authority)
  const facts = { id: `${side}-1`, actor: identity, actorName: `Organisation ${number}`, dataDir, ca }
  const more = [`directory: [ { url: "file:${directory}" } ]`, 'delivery: { retry: "100ms*20, 500ms" }']
  const place = await createNodePlace({
    dir,
    caPem: authority.certificatePem,
    settings: (ports) => nodeSettings({ ...facts, more }, ports),
  })
  await place.import(registry)
  return { node: new MortalNode(place, dataDir, serverName), identity }
}
