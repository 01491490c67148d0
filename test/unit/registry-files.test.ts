import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { RegistryEntry } from '../../src/exchange/ports/registry.ts'
import { placeText, problemText } from '../../src/node/config/problem.ts'
import { keyOf } from '../../src/exchange/registry/canonical-entry.ts'
import { RegistryFilesError } from '../../src/node/registry-files/filed-entry.ts'
import { readRegistryFiles } from '../../src/node/registry-files/read-registry-files.ts'
import { writeRegistryFiles } from '../../src/node/registry-files/write-registry-files.ts'
import { chainOf, testAuthority } from '../support/certificates.ts'

let root: string
let count = 0

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kvittens-registry-'))
})

after(() => rm(root, { recursive: true }))

async function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const dir = join(root, String(count++))
  await mkdir(dir, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true })
    await writeFile(join(dir, name), content)
  }
  return dir
}

async function entriesOf(dir: string): Promise<RegistryEntry[]> {
  return (await readRegistryFiles([dir])).map(({ entry }) => entry)
}

async function told(files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> {
  const dir = await folder(files)
  try {
    await readRegistryFiles([dir])
  } catch (error) {
    assert.ok(error instanceof RegistryFilesError)
    assert.equal(error.code, 'BadRegistryFiles')
    return error.problems.map((problem) => problemText(problem, 'en').replaceAll(`${dir}/`, ''))
  }
  return assert.fail('the files were taken')
}

const productUuid = '5c1e0000-0000-4000-8000-000000000001'
const agreementUuid = 'a6ee0000-0000-4000-8000-000000000001'
const fingerprint = 'ab'.repeat(32)

const actor = 'kind: actor\norganisationNumber: "5560000001"\nname: Exempelbolaget AB\n'
const service = `kind: service
name: sjukanmalan
product: ${productUuid}
owner: "2021000001"
title: { sv: Sjukanmälan, en: Sick-pay notification }
direction: send
`

const product = Buffer.from(
  `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.product SYSTEM "shs-product-type-1.2.dtd">
<shs.product version="1.2" uuid="urn:X-shs:${productUuid.toUpperCase()}" commonName="Sjukanmälan" resp-required="no">
  <principal commonName="Exempelmyndigheten">urn:X-shs:2021000001</principal>
  <data datapartType="sjukanmalan"><mime type="text" subtype="plain"/></data>
</shs.product>
`,
  'latin1',
)

const agreement = Buffer.from(
  `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.agreement SYSTEM "shs-agreement-1.2.dtd">
<shs.agreement version="1.2" uuid="${agreementUuid}" transfer-type="any">
  <shs>
    <principal>urn:X-shs:2021000001</principal>
    <product commonName="Sjukanmälan">urn:X-shs:${productUuid}</product>
    <customer>urn:X-shs:5560000001</customer>
    <direction flow="from-customer"/>
  </shs>
  <general><valid><valid-from date="2026-01-01"/></valid></general>
</shs.agreement>
`,
  'latin1',
)

describe('registry files', () => {
  it('hold actors and tenants with every key', async () => {
    const yaml = `kind: tenant
organisationNumber: 556000-0001
name: Exempelbolaget AB
deliveryAddress: https://shs.example.se/shs/rs
mailbox: true
certificates: [ "${fingerprint.toUpperCase().replaceAll(/(..)(?=.)/g, '$1:')}" ]
pinned: false
mayAlsoSpeakFor: [ "2021000001" ]
providers:
  - { number: 2021000001, from: 2026-01-01, to: 2026-12-31, may: [ send, fetch ] }
`
    assert.deepEqual(await entriesOf(await folder({ 'a.yaml': yaml })), [
      {
        kind: 'tenant',
        organisationNumber: '5560000001',
        name: 'Exempelbolaget AB',
        deliveryAddress: 'https://shs.example.se/shs/rs',
        mailbox: true,
        certificates: [fingerprint],
        pinned: false,
        mayAlsoSpeakFor: ['2021000001'],
        providers: [{ number: '2021000001', from: '2026-01-01', to: '2026-12-31', may: ['send', 'fetch'] }],
      },
    ])
  })

  it('hold services, with the keys of later issues as data', async () => {
    const yaml = `${service}mailbox: "2021000001.sjuk"
help: { sv: Hjälp, en: Help }
maxFileBytes: 10MiB
forms: [ fixed, csv ]
sides: [ test ]
recordDescription: sjukanmalan
unpackZip: true
`
    const [entry] = await entriesOf(await folder({ 'a.yml': yaml }))
    assert.deepEqual(entry, {
      kind: 'service',
      name: 'sjukanmalan',
      product: productUuid,
      owner: '2021000001',
      mailbox: '2021000001.sjuk',
      title: { sv: 'Sjukanmälan', en: 'Sick-pay notification' },
      direction: 'send',
      help: { sv: 'Hjälp', en: 'Help' },
      maxFileBytes: 10_485_760,
      forms: ['fixed', 'csv'],
      sides: ['test'],
      recordDescription: 'sjukanmalan',
      unpackZip: true,
    })
  })

  it('may name a certificate by its PEM, which is kept as its fingerprint', async () => {
    const issued = await (await testAuthority()).issue({ organisationNumber: '5560000001', commonName: 'x' })
    const pem = issued.certificatePem.trimEnd().replaceAll('\n', '\n    ')
    const [entry] = await entriesOf(await folder({ 'a.yaml': `${actor}certificates:\n  - |\n    ${pem}\n` }))
    const [der] = chainOf(issued.certificatePem)
    assert.ok(entry?.kind === 'actor' && der !== undefined)
    assert.deepEqual(entry.certificates, [createHash('sha256').update(der).digest('hex')])
  })

  it('hold product types and agreements as they are, octet for octet', async () => {
    const dir = await folder({ 'p.xml': product, 'deep/er/a.xml': agreement })
    assert.deepEqual(await entriesOf(dir), [
      {
        kind: 'agreement',
        uuid: agreementUuid,
        principal: '2021000001',
        customer: '5560000001',
        products: [productUuid],
        document: agreement.toString('base64'),
      },
      {
        kind: 'product',
        uuid: productUuid,
        name: 'Sjukanmälan',
        principal: '2021000001',
        document: product.toString('base64'),
      },
    ])
  })

  it('may be several documents in one file, folders and single files, and say where each entry stands', async () => {
    const dir = await folder({
      'a.yaml': `# two\n${actor}---\n${service}---\n`,
      'b/c.xml': product,
      'README.md': 'no',
    })
    const found = await readRegistryFiles([join(dir, 'a.yaml'), join(dir, 'b'), join(dir, 'a.yaml')])
    assert.deepEqual(
      found.map(({ key, place }) => [key.kind, key.id, placeText(place).replace(`${dir}/`, '')]),
      [
        ['actor', '5560000001', 'a.yaml:2'],
        ['service', 'sjukanmalan', 'a.yaml:6'],
        ['product', productUuid, 'b/c.xml:1'],
      ],
    )
  })

  it('are found behind the links that Kubernetes makes', async () => {
    const dir = await folder({ '..2026/a.yaml': actor })
    await symlink('..2026', join(dir, '..data'))
    await symlink('..data/a.yaml', join(dir, 'a.yaml'))
    assert.equal((await entriesOf(dir)).length, 1)
  })
})

describe('an error in registry files', () => {
  const cases: readonly [
    title: string,
    files: Readonly<Record<string, string | Uint8Array>>,
    problem: RegExp,
  ][] = [
    [
      'an unknown kind',
      { 'a.yaml': actor.replace('actor', 'acter') },
      /^a\.yaml:1: kind: The value "acter" is not good\. Give actor, tenant, service\.$/,
    ],
    [
      'no kind',
      { 'a.yaml': 'organisationNumber: "5560000001"\n' },
      /^a\.yaml:1: kind: The key is missing\. Give actor, tenant, service\.$/,
    ],
    ['a kind that is a map', { 'a.yaml': 'kind: { a: 1 }\n' }, /^a\.yaml:1: kind: /],
    [
      'an unknown key',
      { 'a.yaml': `${actor}mailbx: true\n` },
      /^a\.yaml:4: mailbx: Unknown key\. Did you mean mailbox\?$/,
    ],
    ['a key of another kind', { 'a.yaml': `${service}pinned: true\n` }, /^a\.yaml:7: pinned: Unknown key/],
    [
      'a missing key',
      { 'a.yaml': service.replace(/owner.*\n/, '') },
      /^a\.yaml:1: owner: The key is missing\. Give an organisation number/,
    ],
    [
      'a title in one language',
      { 'a.yaml': service.replace(', en: Sick-pay notification', '') },
      /^a\.yaml:5: title\.en: The key is missing/,
    ],
    ['no title', { 'a.yaml': service.replace(/title.*\n/, '') }, /^a\.yaml:1: title\.sv: The key is missing/],
    [
      'a wrong check digit',
      { 'a.yaml': actor.replace('5560000001', '5560000002') },
      /^a\.yaml:2: organisationNumber: The check digit of 556000-0002 is wrong\. Give an organisation number/,
    ],
    [
      'a service name that is no URL part',
      { 'a.yaml': service.replace('name: sjuk', 'name: Sjuk') },
      /^a\.yaml:2: name: .*a-z, 0-9/,
    ],
    [
      'a product that is no UUID',
      { 'a.yaml': service.replace(productUuid, 'confirm') },
      /^a\.yaml:3: product: .*UUID/,
    ],
    [
      'a direction that is none',
      { 'a.yaml': service.replace('direction: send', 'direction: up') },
      /^a\.yaml:6: direction: .*send, fetch, both/,
    ],
    [
      'a truth of another language',
      { 'a.yaml': `${actor}mailbox: ja\n` },
      /^a\.yaml:4: mailbox: The value "ja" is not good\. Give true or false\.$/,
    ],
    [
      'an address without TLS',
      { 'a.yaml': `${actor}deliveryAddress: http://x\n` },
      /^a\.yaml:4: deliveryAddress: /,
    ],
    [
      'an address without a path',
      { 'a.yaml': `${actor}deliveryAddress: https://x:8443\n` },
      /^a\.yaml:4: deliveryAddress: .*"https:\/\/x:8443".* the whole URL of the receive service, with its path/,
    ],
    [
      'an address whose path is the root',
      { 'a.yaml': `${actor}deliveryAddress: https://x:8443/\n` },
      /^a\.yaml:4: deliveryAddress: .*\/shs\/rs/,
    ],
    [
      'a date that is none',
      { 'a.yaml': `${actor}providers: [ { number: "2021000001", from: 2026-02-30, may: [send] } ]\n` },
      /^a\.yaml:4: providers\[0\]\.from: The value "2026-02-30"/,
    ],
    [
      'a right to nothing',
      { 'a.yaml': `${actor}providers:\n  - number: "2021000001"\n` },
      /^a\.yaml:5: providers\[0\]\.may: The list is missing or empty/,
    ],
    [
      'a fingerprint that is too short',
      { 'a.yaml': `${actor}certificates: [ abcd ]\n` },
      /^a\.yaml:4: certificates\[0\]: The value "abcd"/,
    ],
    [
      'an entry in the second document',
      { 'a.yaml': `${actor}---\n${service}zebra: 1\n` },
      /^a\.yaml:11: zebra: Unknown key/,
    ],
    ['a list for an entry', { 'a.yaml': '- a\n- b\n' }, /^a\.yaml:1: kind: .*Give keys with values/],
    ['no YAML', { 'a.yaml': 'kind: [ actor\n' }, /^a\.yaml:\d: The line is not YAML/],
    ['Latin-1', { 'a.yaml': Buffer.from(service, 'latin1') }, /^a\.yaml: The file is not UTF-8/],
    [
      'one number twice',
      { 'a.yaml': actor, 'b.yaml': `# second\n${actor}` },
      /^b\.yaml:2: actor 5560000001: Is in a\.yaml:1 already\./,
    ],
    [
      'an actor that is a tenant too',
      { 'a.yaml': `${actor}---\n${actor.replace('actor', 'tenant')}` },
      /^a\.yaml:5: tenant 5560000001: Is in a\.yaml:1 already\./,
    ],
    [
      'one product twice',
      { 'a.xml': product, 'b.xml': product },
      /^b\.xml:1: product 5c1e.*: Is in a\.xml:1 already\./,
    ],
    ['another XML document', { 'a.xml': '<?xml version="1.0"?>\n<html/>\n' }, /^a\.xml:2: .*shs\.product/],
    ['XML that is none', { 'a.xml': '<shs.product' }, /^a\.xml:1: /],
    [
      'a product without a UUID',
      { 'a.xml': product.toString('latin1').replace(/uuid="[^"]*"/, '') },
      /^a\.xml:3: .*uuid/,
    ],
  ]
  for (const [title, files, expected] of cases) {
    it(`such as ${title} names file, line, key and cure`, async () => {
      assert.match((await told(files))[0] ?? '', expected)
    })
  }

  it('does not hide the others, in other files too', async () => {
    const problems = await told({
      'a.yaml': `${actor}x: 1\n---\n${service}y: 2\n`,
      'b.yaml': 'kind: no\n',
      'c.xml': '<a/>',
    })
    assert.equal(problems.length, 4)
  })

  it('such as a path that is not there is told', async () => {
    await assert.rejects(readRegistryFiles([join(root, 'gone')]), /gone: Cannot be read \(ENOENT\)/)
  })
})

describe('an export', () => {
  it('imported again gives the same entries, and exported again the same octets', async () => {
    const source = await folder({
      'a.yaml': `${service}maxFileBytes: 3\nhelp: { sv: "a: 'b'\\n# c", en: "åäö 0123" }\n---\n${actor}certificates: [ ${fingerprint} ]\nproviders: [ { number: "2021000001", may: [send] } ]\n`,
      'b.yaml': actor.replace('5560000001', '2021000001').replace('actor', 'tenant'),
      'p.xml': product,
      'q.xml': agreement,
    })
    const entries = await entriesOf(source)
    const dir = await folder()
    const written = await writeRegistryFiles(dir, entries)
    assert.deepEqual(byKey(await entriesOf(dir)), byKey(entries))
    assert.deepEqual(written.stale, [])
    assert.deepEqual(await readFile(join(dir, 'products', `${productUuid}.xml`)), product)
    assert.deepEqual(await readFile(join(dir, 'agreements', `${agreementUuid}.xml`)), agreement)

    const again = await folder()
    await writeRegistryFiles(again, entries.toReversed())
    for (const file of written.files) {
      assert.deepEqual(await readFile(join(again, relative(dir, file))), await readFile(file))
    }
  })

  it('holds the document of an agreement as it is, also where its terms are enforced', async () => {
    const [entry] = await entriesOf(await folder({ 'q.xml': agreement }))
    assert.equal(entry?.kind === 'agreement' && entry.mode, undefined)
    assert.ok(entry?.kind === 'agreement')
    const dir = await folder()
    await writeRegistryFiles(dir, [{ ...entry, mode: 'enforce' }])
    assert.deepEqual(await readFile(join(dir, 'agreements', `${agreementUuid}.xml`)), agreement)
    assert.deepEqual(await entriesOf(dir), [entry])
  })

  it('names what an earlier one left, and removes nothing', async () => {
    const entries = await entriesOf(await folder({ 'p.xml': product }))
    const dir = await folder()
    await writeRegistryFiles(dir, entries)
    const file = join(dir, 'products', `${productUuid}.xml`)
    assert.deepEqual((await writeRegistryFiles(dir, [])).stale, [file])
    assert.deepEqual(await readFile(file), product)
  })

  it('writes no file outside its folder', async () => {
    const entry = {
      kind: 'product',
      uuid: '../../evil',
      name: 'x',
      principal: '2021000001',
      document: '',
    } as const
    await assert.rejects(writeRegistryFiles(await folder(), [entry]), { code: 'BadRegistryEntry' })
  })
})

function byKey(entries: readonly RegistryEntry[]): RegistryEntry[] {
  return entries.toSorted((one, other) =>
    JSON.stringify(keyOf(one)).localeCompare(JSON.stringify(keyOf(other))),
  )
}
