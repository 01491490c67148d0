import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CertificateAuthority,
  type CertificateOrder,
  createCertificateAuthority,
} from '../../src/adapters/trust/issue.ts'
import {
  address,
  agreement,
  emptyDirectory,
  ldif,
  type LdifEntry,
  organisation,
  product,
} from './directory-ldif.ts'
import { freePort } from './free-port.ts'
import type { Identity, MtlsClient } from './mtls-client.ts'
import { createNodePlace, issueTo, type NodePlace, nodeSettings } from './node-place.ts'
import { organisationNumber } from './organisation-numbers.ts'
import { type AgreementFacts, agreementFile, productFile } from './shs-documents.ts'
import { sickNotification } from './shs-message.ts'
import { type Slapd, startSlapd } from './slapd.ts'

export const agencyNumber = '2021000001'
export const employerNumber = organisationNumber(10)
/** In the directory, with no address and no node. */
export const nodelessNumber = organisationNumber(11)
/** Known to nobody. */
export const strangerNumber = organisationNumber(901)
export const ping = '00000000-0000-0000-0000-000000000000'

/** The agreement on sick notifications, which both nodes have: the employer sends to the agency. */
export const sickAgreement = agreementUuid(1)

/** The id of an agreement, another for each index. */
export function agreementUuid(index: number): string {
  return `a9ee0000-0000-4000-8000-${String(index).padStart(12, '0')}`
}

/** The id of a product type, another for each index; that of sick notifications is the first. */
export function productUuid(index: number): string {
  return `5c1e0000-0000-4000-8000-${String(index).padStart(12, '0')}`
}

export type SideName = 'agency' | 'employer'

/** A product type of the agency in the directory, besides sick notifications. */
export interface DirectoryProductFacts {
  readonly uuid: string
  readonly name: string
  /** Where it is delivered to the agency; its node unless told otherwise, null: nowhere. */
  readonly url?: string | null
  /** A public agreement that the agency has published on it. */
  readonly publicAgreement?: string
}

/** An agreement that one or both of the nodes have; the principal is the agency unless told otherwise. */
export interface RegistryAgreementFacts extends Omit<AgreementFacts, 'principal'> {
  readonly at: readonly SideName[]
  readonly principal?: string
}

export interface TwoNodesOptions {
  /** Whose certificates all have; a new one unless told otherwise. */
  readonly authority?: CertificateAuthority
  readonly products?: readonly DirectoryProductFacts[]
  readonly agreements?: readonly RegistryAgreementFacts[]
  /** Further lines of the settings of each node. */
  readonly settings?: Partial<Readonly<Record<SideName, string>>>
  /** `delivery.giveUpAfter`. */
  readonly giveUpAfter?: string
}

/** An organisation with a node of its own. */
export interface Side extends NodePlace {
  readonly number: string
  readonly identity: Identity
  /** The organisation's own systems, which call its own node. */
  readonly own: MtlsClient
  /** The name in the node's certificate, which has no host names. */
  readonly serverName: string
  /** Of the node's receive service. */
  readonly url: string
}

/** Two organisations, each with a node of its own, and the directory that both ask. */
export interface TwoNodes extends AsyncDisposable {
  readonly dir: string
  readonly ca: string
  readonly caPem: string
  readonly authority: CertificateAuthority
  readonly agency: Side
  readonly employer: Side
  readonly slapd: Slapd
  /** A certificate of the world's own CA, or of another, in files of its own. */
  issue(name: string, order: CertificateOrder, authority?: CertificateAuthority): Promise<Identity>
}

/**
 * Starts both nodes and a real LDAP directory. Their certificates are as those of the field: the number with its 16 in
 * one RDN with the common name, no host names. Each knows the other by the directory alone.
 */
export async function startTwoNodes(options: TwoNodesOptions = {}): Promise<TwoNodes> {
  await using starting = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'kvittens-two-nodes-'))
  starting.defer(() => rm(dir, { recursive: true, force: true }))
  const authority = options.authority ?? (await throwAwayAuthority())
  const ca = join(dir, 'ca.crt')
  await writeFile(ca, authority.certificatePem)
  await writeFile(join(dir, 'password'), rootPassword)
  const ldapPort = await freePort()
  const common = { dir, ca, authority, ldapPort, options }
  const [agency, employer] = await bothOrNone(
    [startSide('agency', common), startSide('employer', common)],
    starting,
  )
  const entries = directoryEntries(agency.url, employer.url, options.products ?? [])
  const slapd = starting.use(await startSlapd({ ldif: ldif(entries), port: ldapPort }))
  const started = starting.move()
  return {
    dir,
    ca,
    caPem: authority.certificatePem,
    authority,
    agency,
    employer,
    slapd,
    issue: (name, order, by = authority) => issueTo(dir, name, order, by),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

/** A CA for one test. */
export function throwAwayAuthority(): Promise<CertificateAuthority> {
  return createCertificateAuthority({ name: 'Kvittens test CA', now: Date.now() })
}

/** Where one does not start, the other is ended with what was begun. */
async function bothOrNone(
  [one, other]: readonly [Promise<Side>, Promise<Side>],
  starting: AsyncDisposableStack,
): Promise<readonly [Side, Side]> {
  const settled = await Promise.allSettled([one, other])
  for (const side of settled) if (side.status === 'fulfilled') starting.use(side.value)
  return [await one, await other]
}

const names: Readonly<Record<SideName, string>> = {
  agency: 'Exempelmyndigheten',
  employer: 'Exempelkommunen',
}
const numbers: Readonly<Record<SideName, string>> = { agency: agencyNumber, employer: employerNumber }
const rootPassword = 'root-of-tests'

interface Common {
  readonly dir: string
  readonly ca: string
  readonly authority: CertificateAuthority
  readonly ldapPort: number
  readonly options: TwoNodesOptions
}

async function startSide(side: SideName, common: Common): Promise<Side> {
  const { ca, authority, options } = common
  const dir = join(common.dir, side)
  await mkdir(dir)
  const number = numbers[side]
  const serverName = `${side}.shs.example`
  const identity = await issueTo(dir, side, { organisationNumber: number, commonName: serverName }, authority)
  const facts = { id: `${side}-1`, actor: identity, actorName: names[side], dataDir: join(dir, 'data'), ca }
  const more = [
    `directory:`,
    `  - url: ldap://127.0.0.1:${common.ldapPort}`,
    `    publish: { bindDn: "cn=root,l=SHS", passwordFile: "${join(common.dir, 'password')}", base: "o=${names[side]},l=SHS" }`,
    `delivery: { retry: "200ms*20, 1s", giveUpAfter: ${options.giveUpAfter ?? '20s'} }`,
    options.settings?.[side] ?? '',
  ]
  const place = await createNodePlace({
    dir,
    caPem: authority.certificatePem,
    settings: (ports) => nodeSettings({ ...facts, more }, ports),
  })
  const { machines } = await place.start()
  await place.import(registryOf(side, options.agreements ?? []))
  const own = place.client(identity, { serverName })
  return { ...place, number, identity, own, serverName, url: `${machines}/shs/rs` }
}

function registryOf(
  side: SideName,
  agreements: readonly RegistryAgreementFacts[],
): Readonly<Record<string, string>> {
  const sick = { uuid: sickAgreement, product: sickNotification, customer: employerNumber }
  const held = [{ ...sick, at: ['agency', 'employer'] }, ...agreements].filter(({ at }) => at.includes(side))
  return {
    ...(side === 'agency' ? productFile({ ...sickProduct, principal: agencyNumber }) : {}),
    ...Object.assign({}, ...held.map((facts) => agreementFile({ principal: agencyNumber, ...facts }))),
  }
}

const sickProduct = { uuid: sickNotification, name: 'Sjukanmälan' }

function directoryEntries(
  agencyUrl: string,
  employerUrl: string,
  products: readonly DirectoryProductFacts[],
): Readonly<Record<string, LdifEntry>> {
  const agency = `o=${names.agency},l=SHS`
  const entries: Record<string, LdifEntry> = {
    ...emptyDirectory,
    // As some write it, and as others do.
    ...organisation(names.agency, `16${agencyNumber}`),
    ...organisation(names.employer, employerNumber),
    ...organisation('Nodlösa AB', nodelessNumber),
  }
  const all: readonly DirectoryProductFacts[] = [sickProduct, ...products]
  for (const { uuid, name, url = agencyUrl, publicAgreement } of all) {
    entries[`productName=${name},ou=Product types,${agency}`] = product(name, uuid, agencyNumber)
    if (url !== null) Object.assign(entries, addressEntry(names.agency, agencyNumber, uuid, url))
    Object.assign(entries, addressEntry(names.employer, employerNumber, uuid, employerUrl))
    if (publicAgreement === undefined) continue
    const dn = `serialNumber=${publicAgreement},ou=Agreements,${agency}`
    entries[dn] = agreement(publicAgreement, agencyNumber, uuid)
  }
  for (const special of ['confirm', 'error', 'agreement', ping]) {
    Object.assign(entries, addressEntry(names.agency, agencyNumber, special, agencyUrl))
    Object.assign(entries, addressEntry(names.employer, employerNumber, special, employerUrl))
  }
  return entries
}

function addressEntry(
  name: string,
  number: string,
  productId: string,
  url: string,
): Readonly<Record<string, LdifEntry>> {
  const rdn = `organizationNumber=${number}+serialNumber=${productId}`
  return { [`${rdn},ou=Addresses,o=${name},l=SHS`]: address(number, productId, url) }
}
