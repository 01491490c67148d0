import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CertificateAuthority,
  type CertificateOrder,
  createCertificateAuthority,
} from '../../src/adapters/trust/issue.ts'
import { type ClientOptions, type Identity, type MtlsClient, mtlsClient } from './mtls-client.ts'
import {
  kvittens,
  type NodeProcess,
  NodeDidNotStart,
  startNodeProcess,
  type StartOptions,
} from './node-process.ts'
import { organisationNumber } from './organisation-numbers.ts'
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
export interface TestWorld extends AsyncDisposable {
  readonly dir: string
  readonly dataDir: string
  readonly log: string
  readonly config: string
  readonly ca: string
  readonly caPem: string
  readonly authority: CertificateAuthority
  readonly agency: Identity
  readonly employers: readonly Identity[]
  /** An employer by its place in the list. */
  employer(index: number): Identity
  /** The running node; throws where none runs. */
  node(): NodeProcess
  start(options?: StartOptions): Promise<NodeProcess>
  /** Calls as an organisation; as nobody without one. */
  client(identity?: Identity, options?: Partial<ClientOptions>): MtlsClient
  /** A certificate of the world's own CA, or of another, in files of its own. */
  issue(name: string, order: CertificateOrder, authority?: CertificateAuthority): Promise<Identity>
  /** The node's log so far, a value a line. */
  logLines(): Promise<readonly Readonly<Record<string, unknown>>[]>
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
  const config = join(dir, 'kvittens.yaml')
  const ca = join(dir, 'ca.crt')
  const log = join(dir, 'node.log')
  await mkdir(join(dir, 'registry'))
  const authority = await createCertificateAuthority({ name: 'Kvittens test CA', now: Date.now() })
  await writeFile(ca, authority.certificatePem)
  const clients = new Set<MtlsClient>()
  let running: NodeProcess | undefined

  async function issue(name: string, order: CertificateOrder, by = authority): Promise<Identity> {
    const { certificatePem, keyPem } = await by.issue(order)
    const certificate = join(dir, `${name}.crt`)
    const key = join(dir, `${name}.key`)
    await writeFile(certificate, certificatePem)
    await writeFile(key, keyPem, { mode: 0o600 })
    return { number: order.organisationNumber, name, certificatePem, keyPem, certificate, key }
  }

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
  for (const [name, text] of registryFiles(employers, options.registry)) {
    await writeFile(join(dir, 'registry', name), text)
  }
  await writeFile(config, settings(options, dataDir, await freePort(), await freePort()))
  const imported = await kvittens(['import', join(dir, 'registry'), '--config', config])
  if (imported.code !== 0) throw new Error(`the registry was not imported: ${imported.stderr}`)

  return {
    dir,
    dataDir,
    log,
    config,
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
    node() {
      if (running === undefined) throw new Error('no node runs')
      return running
    },
    async start(startOptions) {
      try {
        running = await startNodeProcess(config, log, startOptions)
      } catch (error) {
        const taken = error instanceof NodeDidNotStart && error.message.includes('EADDRINUSE')
        if (!taken) throw error
        // Another process took a port since it was found free.
        await writeFile(config, settings(options, dataDir, await freePort(), await freePort()))
        running = await startNodeProcess(config, log, startOptions)
      }
      return running
    },
    client(identity, more = {}) {
      if (running === undefined) throw new Error('no node runs')
      const made = mtlsClient(running.machines, {
        caPem: authority.certificatePem,
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
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** The files of the world's registry, by their names. */
function registryFiles(
  employers: readonly Identity[],
  more: string | undefined,
): readonly (readonly [name: string, text: string])[] {
  const yaml = registryDocument(employers, more)
  // Whoever is registered may send to the agency and be sent to.
  const others = [...yaml.matchAll(/^organisationNumber: "?(\d{10})/gm)]
    .map(([, number = '']) => number)
    .filter((number) => number !== agencyNumber && number !== elsewhere)
  return [
    ['registry.yaml', yaml],
    ['product.xml', product(sickNotification, 'Sjukanm&#228;lan', agencyNumber)],
    ['elsewhere-product.xml', product(elsewhereProduct, 'Annat', elsewhere)],
    ['not-agreed-on.xml', product(notAgreedOn, 'Utan &#246;verenskommelse', agencyNumber)],
    [
      'elsewhere-agreement.xml',
      agreement({
        uuid: agreementWith(elsewhere),
        principal: elsewhere,
        product: elsewhereProduct,
        flow: 'from-customer',
      }),
    ],
    ...[...new Set(others)].map((customer): readonly [string, string] => [
      `agreement-${customer}.xml`,
      agreement({
        uuid: agreementWith(customer),
        principal: agencyNumber,
        product: sickNotification,
        customer,
        flow: 'any',
      }),
    ]),
  ]
}

function product(uuid: string, name: string, principal: string): string {
  return `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.product SYSTEM "shs-product-type-1.2.dtd">
<shs.product version="1.2" uuid="urn:X-shs:${uuid}" commonName="${name}" resp-required="no">
  <principal>urn:X-shs:${principal}</principal>
  <data datapartType="fil"><mime type="text" subtype="plain" text-charset="iso-8859-1" transfer-encoding="binary"/></data>
</shs.product>
`
}

/** An agreement without terms, valid until further notice; with any customer where none is said. */
function agreement(facts: {
  readonly uuid: string
  readonly principal: string
  readonly product: string
  readonly customer?: string
  readonly flow: 'from-customer' | 'any'
}): string {
  const { uuid, principal, product: on, customer, flow } = facts
  return `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.agreement SYSTEM "shs-agreement-1.2.dtd">
<shs.agreement version="1.2" uuid="urn:X-shs:${uuid}" transfer-type="any">
  <shs>
    <principal>urn:X-shs:${principal}</principal>
    <product>urn:X-shs:${on}</product>
    ${customer === undefined ? '' : `<customer>urn:X-shs:${customer}</customer>`}
    <direction flow="${flow}"/>
  </shs>
  <general><valid><valid-from date="2020-01-01"/></valid></general>
</shs.agreement>
`
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

function settings(
  { limits, lease, settings = '' }: WorldOptions,
  dataDir: string,
  machines: number,
  operations: number,
): string {
  return [
    `node: { id: agency-1, actor: "${agencyNumber}", name: Exempelmyndigheten, dataDir: "${dataDir}" }`,
    'machines:',
    `  listen: 127.0.0.1:${machines}`,
    `  publicUrl: https://127.0.0.1:${machines}`,
    '  certificates: [ { key: agency.key, certificate: agency.crt } ]',
    '  trust: [ ca.crt ]',
    `operations: { listen: 127.0.0.1:${operations} }`,
    ...(lease === undefined ? [] : [`mailbox: { lease: ${lease} }`]),
    ...(limits === undefined ? [] : [`limits: ${JSON.stringify(limits)}`]),
    settings,
    '',
  ].join('\n')
}

/**
 * A port of loopback that nobody listens on, from below the range that the system gives to outgoing connections: a
 * client that calls while the node is down must not be given the node's own port and meet itself.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)))
  })
}
