import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createCertificateAuthority } from '../../adapters/trust/issue.ts'
import { writePrivateFile } from '../../adapters/trust/private-file.ts'
import { messageToRefuse, pingMessage, replyMessage, sampleMessage } from './sample-message.ts'
import {
  agency,
  agencyRegistryDocument,
  agreementDocument,
  employer,
  employerRegistryDocument,
  productDocument,
  publicAgreementDocument,
  registryDocument,
  sampleFile,
} from './trial-facts.ts'
import type { TrialDirectory } from './trial-directory.ts'
import { type TrialPaths, trialPaths, type TwoNodePaths } from './trial-paths.ts'

export interface TrialPorts {
  readonly machines: number
  readonly operations: number
}

/** The ports of two nodes, and the directory in which they find each other. */
export interface TwoNodes {
  readonly agency: TrialPorts
  readonly employer: TrialPorts
  readonly directory: TrialDirectory
}

/**
 * Writes a trial of one node into a folder: a throw-away CA, certificates of an agency and an employer that has its
 * mailbox with the agency, the agency's settings and registry, and a sick-pay file as an SHS message.
 */
export async function writeTrial(dir: string, ports: TrialPorts, now: number): Promise<TrialPaths> {
  const paths = trialPaths(dir)
  await writeOrganisations(paths, now)
  await writeFile(paths.config, settings('agency', ports))
  await writeRegistry(paths.registry, {
    'registry.yaml': registryDocument,
    'sjukanmalan.xml': productDocument,
    'overenskommelse-sjukanmalan.xml': agreementDocument,
  })
  return paths
}

/** Writes a trial of two nodes: as that of one, and the settings and registry of the employer's node. */
export async function writeTwoNodes(paths: TwoNodePaths, nodes: TwoNodes, now: number): Promise<void> {
  await writeOrganisations(paths, now)
  await writeFile(paths.config, settings('agency', nodes.agency, nodes.directory))
  await writeFile(paths.employerConfig, settings('employer', nodes.employer, nodes.directory))
  await writeRegistry(paths.registry, {
    'registry.yaml': agencyRegistryDocument,
    'sjukanmalan.xml': productDocument,
    'overenskommelse-sjukanmalan.xml': publicAgreementDocument,
  })
  await writeRegistry(paths.employerRegistry, { 'registry.yaml': employerRegistryDocument })
  await writeFile(paths.refused, messageToRefuse(now))
  await writeFile(paths.ping, pingMessage(now))
  await writeFile(paths.reply, replyMessage(now))
}

/** What the two organisations have whatever node serves them. */
async function writeOrganisations(paths: TrialPaths, now: number): Promise<void> {
  for (const path of [paths.config, paths.employerKey]) await makeFolder(dirname(path))
  await writeCertificates(paths, now)
  await writeFile(paths.sample, sampleFile, 'latin1')
  await writeFile(paths.message, sampleMessage(now))
  await writeFile(paths.next, sampleMessage(now))
}

async function writeCertificates(paths: TrialPaths, now: number): Promise<void> {
  const authority = await createCertificateAuthority({ name: 'Kvittens throw-away CA', now })
  const issue = ({ number, name }: typeof agency | typeof employer) =>
    authority.issue({
      organisationNumber: number,
      organisationName: name,
      commonName: 'localhost',
      hostNames: ['localhost', '127.0.0.1'],
    })
  const [ofAgency, ofEmployer] = [await issue(agency), await issue(employer)]
  await writeFile(paths.ca, authority.certificatePem)
  await writeFile(paths.agencyCertificate, ofAgency.certificatePem)
  await writePrivateFile(paths.agencyKey, ofAgency.keyPem)
  await writeFile(paths.employerCertificate, ofEmployer.certificatePem)
  await writePrivateFile(paths.employerKey, ofEmployer.keyPem)
}

async function writeRegistry(folder: string, documents: Readonly<Record<string, string>>): Promise<void> {
  await makeFolder(folder)
  for (const [name, document] of Object.entries(documents)) {
    // The XML says that it is ISO-8859-1, and YAML is UTF-8.
    await writeFile(join(folder, name), document, name.endsWith('.xml') ? 'latin1' : 'utf8')
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}

const organisations = { agency, employer }

function settings(who: keyof typeof organisations, ports: TrialPorts, directory?: TrialDirectory): string {
  const { number, name } = organisations[who]
  return `node:       { id: ${who}-1, actor: "${number}", name: ${name}, dataDir: ./data }
machines:
  listen: 127.0.0.1:${ports.machines}
${ports.machines === 0 ? '' : `  publicUrl: https://127.0.0.1:${ports.machines}\n`}  certificates: [ { key: ${who}.key, certificate: ${who}.crt } ]
  trust: [ ../ca.crt ]
operations: { listen: 127.0.0.1:${ports.operations} }
${directory === undefined ? '' : `${directory.settings(organisations[who])}${retry}`}`
}

/** Short waits, since somebody looks on. */
const retry = 'delivery:   { retry: "500ms, 1s, 2s, 5s", connectTimeout: 2s }\n'
