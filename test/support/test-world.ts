import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CertificateAuthority,
  type CertificateOrder,
  createCertificateAuthority,
} from '../../src/adapters/trust/issue.ts'
import type { Identity } from './mtls-client.ts'
import { createNodePlace, issueTo, type NodePlace, nodeSettings } from './node-place.ts'
import { organisationNumber } from './organisation-numbers.ts'
import { type AgreementFacts, agreementFile, productFile } from './shs-documents.ts'
import { sickNotification } from './shs-message.ts'

export interface WorldOptions {
  /** How many employers there are; two unless told otherwise. */
  readonly employers?: number
  /** Values under `limits`, in place of the standard ones. */
  readonly limits?: Readonly<Record<string, string | number>>
  /** `mailbox.lease`. */
  readonly lease?: string
  /** Where the node keeps its data; in the world's folder unless told otherwise. */
  readonly dataDir?: string
  /** More registry documents in YAML. */
  readonly registry?: string
  /** Further lines for the end of the settings. */
  readonly settings?: string
}

/** An agency's node, the employers that may call it, and everything in a folder of their own. */
export interface TestWorld extends NodePlace {
  readonly dir: string
  readonly dataDir: string
  readonly ca: string
  readonly caPem: string
  readonly authority: CertificateAuthority
  readonly agency: Identity
  readonly employers: readonly Identity[]
  /** An employer by its place in the list. */
  employer(index: number): Identity
  /** A certificate of the world's own CA, or of another, in files of its own. */
  issue(name: string, order: CertificateOrder, authority?: CertificateAuthority): Promise<Identity>
}

/** The number of the agency whose node it is. */
export const agencyNumber = '2021000001'
/** Registered, but with no mailbox here. */
export const elsewhere = organisationNumber(900)
/** Known to nobody. */
export const stranger = organisationNumber(901)

/** A product type that anyone may send to `elsewhere`, and nobody to others. */
export const elsewhereProduct = '5c1e0000-0000-4000-8000-000000000002'
/** A product type on which there is no agreement. */
export const notAgreedOn = '5c1e0000-0000-4000-8000-000000000003'

/** The agreement by which the agency and another send each other sick-leave files, in every way. */
function agreementWith(number: string): string {
  return `a6ee0000-0000-4000-8000-00${number}`
}

/** Makes a folder with a CA, certificates, settings and registry, and imports the registry; starts nothing. */
export async function createWorld(options: WorldOptions = {}): Promise<TestWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'kvittens-world-'))
  const dataDir = options.dataDir ?? join(dir, 'data')
  const ca = join(dir, 'ca.crt')
  const authority = await createCertificateAuthority({ name: 'Kvittens test CA', now: Date.now() })
  await writeFile(ca, authority.certificatePem)
  const issue = (name: string, order: CertificateOrder, by = authority): Promise<Identity> =>
    issueTo(dir, name, order, by)
  const agency = await issue('agency', {
    organisationNumber: agencyNumber,
    commonName: 'localhost',
    hostNames: ['localhost', '127.0.0.1'],
  })
  const employers: Identity[] = []
  for (let index = 0; index < (options.employers ?? 2); index++) {
    const number = organisationNumber(index)
    employers.push(
      await issue(`employer-${index}`, { organisationNumber: number, commonName: `e${index}.example` }),
    )
  }
  const place = await createNodePlace({
    dir,
    caPem: authority.certificatePem,
    settings: (ports) =>
      nodeSettings(
        { id: 'agency-1', actor: agency, actorName: 'Exempelmyndigheten', dataDir, ca, more: more(options) },
        ports,
      ),
  })
  await place.import(registryFiles(employers, options.registry))
  return {
    ...place,
    dir,
    dataDir,
    ca,
    caPem: authority.certificatePem,
    authority,
    agency,
    employers,
    issue,
    employer(index) {
      const found = employers[index]
      if (found === undefined) throw new Error(`the world has no employer ${index}`)
      return found
    },
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** The files of the world's registry, by their names. */
function registryFiles(
  employers: readonly Identity[],
  more: string | undefined,
): Readonly<Record<string, string>> {
  const yaml = registryDocument(employers, more)
  // Whoever is registered may send to the agency and be sent to.
  const others = [...yaml.matchAll(/^organisationNumber: "?(\d{10})/gm)]
    .map(([, number = '']) => number)
    .filter((number) => number !== agencyNumber && number !== elsewhere)
  const agreements: readonly AgreementFacts[] = [
    { uuid: agreementWith(elsewhere), principal: elsewhere, product: elsewhereProduct },
    ...[...new Set(others)].map((customer): AgreementFacts => ({
      uuid: agreementWith(customer),
      principal: agencyNumber,
      product: sickNotification,
      customer,
      flow: 'any',
    })),
  ]
  return {
    'registry.yaml': yaml,
    ...productFile({ uuid: sickNotification, name: 'Sjukanmälan', principal: agencyNumber }),
    ...productFile({ uuid: elsewhereProduct, name: 'Annat', principal: elsewhere }),
    ...productFile({ uuid: notAgreedOn, name: 'Utan överenskommelse', principal: agencyNumber }),
    ...Object.assign({}, ...agreements.map(agreementFile)),
  }
}

function registryDocument(employers: readonly Identity[], more: string | undefined): string {
  return [
    actor(agencyNumber, 'Exempelmyndigheten', true),
    ...employers.map(({ number, name }) => actor(number, name, true)),
    actor(elsewhere, 'Annorstädes AB', false),
    ...(more === undefined ? [] : [more]),
  ].join('---\n')
}

function actor(number: string, name: string, mailbox: boolean): string {
  return `kind: actor\norganisationNumber: "${number}"\nname: ${name}\n${mailbox ? 'mailbox: true\n' : ''}`
}

function more({ limits, lease, settings = '' }: WorldOptions): readonly string[] {
  return [
    ...(lease === undefined ? [] : [`mailbox: { lease: ${lease} }`]),
    ...(limits === undefined ? [] : [`limits: ${JSON.stringify(limits)}`]),
    settings,
  ]
}
