import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { socketAddress } from '../client/socket-address.ts'
import { createCertificateRequest } from '../adapters/trust/certificate-request.ts'
import { writePrivateFile } from '../adapters/trust/private-file.ts'
import { sampleConfig, samplePublicUrl } from './config/sample-config.ts'

/** What a new node is told about itself. */
export interface NewNodeFacts {
  readonly id: string
  readonly actor: string
  readonly name: string
  /** Where others call it. */
  readonly publicUrl?: string
}

/** Where the parts of a new node lie. */
export interface NewNodePaths {
  readonly config: string
  readonly key: string
  readonly request: string
  readonly certificate: string
  readonly ca: string
  readonly registry: string
  readonly dataDir: string
}

export function newNodePaths(dir: string): NewNodePaths {
  return {
    config: join(dir, 'kvittens.yaml'),
    key: join(dir, 'tls', 'node.key'),
    request: join(dir, 'tls', 'node.csr'),
    certificate: join(dir, 'tls', 'node.crt'),
    ca: join(dir, 'tls', 'ca.crt'),
    registry: join(dir, 'registry'),
    dataDir: join(dir, 'data'),
  }
}

/**
 * Writes the folder of a new node: settings, folders, and a key with a request for its certificate. Fails with EEXIST
 * where one of the files is there already, and then writes over none.
 */
export async function writeNewNode(dir: string, facts: NewNodeFacts): Promise<NewNodePaths> {
  const paths = newNodePaths(dir)
  for (const folder of [dir, join(dir, 'tls'), paths.registry, paths.dataDir]) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  }
  const { keyPem, csrPem } = await createCertificateRequest({
    organisationNumber: facts.actor,
    organisationName: facts.name,
    commonName: facts.name,
    hostNames: [socketAddress(new URL(samplePublicUrl(facts))).host],
  })
  // The key first: it is the one that can't be made again.
  await writePrivateFile(paths.key, keyPem)
  await writeFile(paths.request, csrPem, { flag: 'wx' })
  await writeFile(paths.config, sampleConfig(facts), { flag: 'wx' })
  return paths
}
