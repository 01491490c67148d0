import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createCertificateAuthority } from '../../adapters/trust/issue.ts'
import { writePrivateFile } from '../../adapters/trust/private-file.ts'
import { sampleMessage } from './sample-message.ts'
import {
  agency,
  agreementDocument,
  employer,
  productDocument,
  registryDocument,
  sampleFile,
} from './trial-facts.ts'
import { type TrialPaths, trialPaths } from './trial-paths.ts'

export interface TrialPorts {
  readonly machines: number
  readonly operations: number
}

/**
 * Writes a whole trial into a folder: a throw-away CA, certificates of an agency and an employer, the agency's
 * settings and registry, and a sick-pay file as an SHS message.
 */
export async function writeTrial(dir: string, ports: TrialPorts, now: number): Promise<TrialPaths> {
  const paths = trialPaths(dir)
  for (const path of [paths.config, paths.employerKey, join(paths.registry, 'x')]) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  }
  await writeCertificates(paths, now)
  await writeFile(paths.config, settings(ports))
  await writeFile(join(paths.registry, 'sjukanmalan.xml'), productDocument, 'latin1')
  await writeFile(join(paths.registry, 'overenskommelse-sjukanmalan.xml'), agreementDocument, 'latin1')
  await writeFile(join(paths.registry, 'registry.yaml'), registryDocument)
  await writeFile(paths.sample, sampleFile, 'latin1')
  await writeFile(paths.message, sampleMessage(now))
  await writeFile(paths.next, sampleMessage(now))
  return paths
}

async function writeCertificates(paths: TrialPaths, now: number): Promise<void> {
  const authority = await createCertificateAuthority({ name: 'Kvittens throw-away CA', now })
  const ofAgency = await authority.issue({
    organisationNumber: agency.number,
    organisationName: agency.name,
    commonName: 'localhost',
    hostNames: ['localhost', '127.0.0.1'],
  })
  const ofEmployer = await authority.issue({
    organisationNumber: employer.number,
    organisationName: employer.name,
    commonName: 'exempelbolaget.example',
  })
  await writeFile(paths.ca, authority.certificatePem)
  await writeFile(paths.agencyCertificate, ofAgency.certificatePem)
  await writePrivateFile(paths.agencyKey, ofAgency.keyPem)
  await writeFile(paths.employerCertificate, ofEmployer.certificatePem)
  await writePrivateFile(paths.employerKey, ofEmployer.keyPem)
}

function settings(ports: TrialPorts): string {
  return `node:       { id: agency-1, actor: "${agency.number}", name: ${agency.name}, dataDir: ./data }
machines:
  listen: 127.0.0.1:${ports.machines}
  certificates: [ { key: agency.key, certificate: agency.crt } ]
  trust: [ ../ca.crt ]
operations: { listen: 127.0.0.1:${ports.operations} }
`
}
