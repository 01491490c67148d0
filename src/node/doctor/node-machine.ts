import { socketAddress } from '../../client/socket-address.ts'
import { readFile } from 'node:fs/promises'
import { openX509Trust } from '../../adapters/trust/x509-trust.ts'
import type { Trust } from '../../exchange/ports/trust.ts'
import { checkConfig } from '../config/check-config.ts'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load-config.ts'
import { ConfigError, placeText, type Problem } from '../config/problem.ts'
import { readTrustAnchors } from '../tls-files.ts'
import { certificateHost } from './certificate-host.ts'
import { type Check, fail, ok, type Verdict } from './check.ts'
import { dataFolder } from './data-folder.ts'
import { nameInDns } from './name-in-dns.ts'
import { nodeVersion } from './node-version.ts'
import { ownCertificate } from './own-certificate.ts'
import { ownDirectory } from './own-directory.ts'
import { peerProof } from './peer-proof.ts'
import { fit, privateKey } from './private-key.ts'
import { reach } from './reach.ts'

import { runningNode } from './running-node.ts'
import type { Identity } from './shake-hands.ts'
import { trustAnchorDates } from './trust-anchor-dates.ts'

export interface NodeMachine {
  /** The settings file. */
  readonly file: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Another node to look for, by its URL. */
  readonly peer?: string | undefined
  readonly language: 'sv' | 'en'
}

/** Everything to look at on a machine with a node, whether it runs or not; the store is left alone. */
export function nodeMachine(machine: NodeMachine): readonly Check[] {
  return [nodeVersion(), settings(machine)]
}

/** The settings and the files that they name; then all that they speak of, but for what is wrong already. */
function settings(machine: NodeMachine): Check {
  return {
    name: 'settings',
    async run() {
      try {
        const config = await loadConfig(machine)
        const problems = await checkConfig(config)
        const verdicts = problems.length === 0 ? [good(config.file)] : problems.map(problemVerdict)
        return { verdicts, next: await whatTheySpeakOf(config, problems, machine) }
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error
        return { verdicts: error.problems.map(problemVerdict), next: [] }
      }
    },
  }
}

async function whatTheySpeakOf(
  config: Config,
  problems: readonly Problem[],
  machine: NodeMachine,
): Promise<readonly Check[]> {
  const isSound = (key: string): boolean => !problems.some((problem) => problem.key?.startsWith(key))
  const trust = isSound('machines.trust') ? await openTrust(config) : undefined
  return [
    dataFolder(config.node.dataDir),
    runningNode(config),
    ...publicName(config),
    ...(await certificates(config, isSound, trust)),
    ...(await trustAnchors(config, isSound)),
    ...config.directory
      .filter((_, index) => isSound(`directory[${index}]`))
      .map((directory) => ownDirectory(config, directory)),
    ...(await peer(config, trust, machine)),
  ]
}

async function openTrust(config: Config): Promise<Trust> {
  return openX509Trust({ anchors: await readTrustAnchors(config) })
}

function publicName({ machines }: Config): readonly Check[] {
  if (machines.publicUrl === undefined) return []
  return [
    nameInDns({
      check: 'public-name',
      host: publicHost(machines.publicUrl),
      cure: {
        sv: 'Lägg in namnet i DNS, eller ange ett annat i machines.publicUrl: andra hittar inte noden annars.',
        en: 'Enter the name in DNS, or give another in machines.publicUrl: others do not find the node otherwise.',
      },
    }),
  ]
}

async function certificates(
  { machines, node }: Config,
  isSound: (key: string) => boolean,
  trust: Trust | undefined,
): Promise<readonly Check[]> {
  const checks: Check[] = []
  const pems: string[] = []
  for (const [index, { key, certificate }] of machines.certificates.entries()) {
    const path = `machines.certificates[${index}]`
    if (!isSound(`${path}.certificate`)) continue
    const pem = await readFile(certificate, 'utf8')
    pems.push(pem)
    checks.push(ownCertificate({ file: certificate, pem, actor: node.actor, trust }))
    if (!isSound(`${path}.key`)) continue
    const keyPem = await readFile(key, 'utf8')
    checks.push(privateKey({ keyFile: key, keyPem, certificateFile: certificate, certificatePem: pem }))
  }
  if (machines.publicUrl !== undefined && pems.length > 0)
    checks.push(certificateHost(publicHost(machines.publicUrl), pems))
  return checks
}

function publicHost(publicUrl: string): string {
  return socketAddress(new URL(publicUrl)).host
}

async function trustAnchors(
  { machines }: Config,
  isSound: (key: string) => boolean,
): Promise<readonly Check[]> {
  const files = new Set(
    machines.trust.filter((_, index) => isSound(`machines.trust[${index}]`)).map(({ ca }) => ca),
  )
  return await Promise.all(
    [...files].map(async (file) => trustAnchorDates('trust', { file, pem: await readFile(file, 'utf8') })),
  )
}

async function peer(
  config: Config,
  trust: Trust | undefined,
  { peer, language }: NodeMachine,
): Promise<readonly Check[]> {
  if (peer === undefined) return []
  return [
    reach({
      name: 'peer',
      url: new URL(peer),
      identity: await firstGoodPair(config),
      language,
      prove: async (handshake) => (trust === undefined ? noTrust : await peerProof(handshake, trust)),
    }),
  ]
}

/** The pair that a call to another node would show. */
async function firstGoodPair({ machines }: Config): Promise<Identity | undefined> {
  for (const { key, certificate } of machines.certificates) {
    try {
      const pair = { key: await readFile(key, 'utf8'), certificate: await readFile(certificate, 'utf8') }
      if (fit(pair.key, pair.certificate)) return pair
    } catch {
      // The settings' own check has told of a file that can't be read.
    }
  }
  return undefined
}

function good(file: string): Verdict {
  return ok({ sv: `Inställningarna i ${file} är rätt.`, en: `The settings in ${file} are right.` })
}

function problemVerdict({ place, key, words, cure }: Problem): Verdict {
  const where = `${placeText(place)}: ${key === undefined ? '' : `${key}: `}`
  return fail({ sv: `${where}${words.sv}`, en: `${where}${words.en}` }, cure)
}

const noTrust = fail(
  {
    sv: 'Vems certifikatet är går inte att säga: machines.trust duger inte.',
    en: 'Whose the certificate is cannot be told: machines.trust is not good.',
  },
  { sv: 'Rätta machines.trust först.', en: 'Correct machines.trust first.' },
)
