import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { emptyDirectory, ldif, organisation } from '../support/directory-ldif.ts'
import { leftOut } from '../support/needs.ts'
import { startSlapd } from '../support/slapd.ts'
import { type Ended, kvittens } from './kvittens.ts'

const pay = '5c1e0000-0000-4000-8000-000000000001'
const agreementId = '5c1e0000-0000-4000-8000-000000000011'

const productXml = `<?xml version="1.0" encoding="ISO-8859-1"?>
<shs.product version="1.2" uuid="urn:X-shs:${pay}" commonName="Sjukanm&#228;lan" labeledURI="https://agency.example/pay.xml">
  <principal commonName="Exempelmyndigheten">urn:X-shs:2021000001</principal>
  <data datapartType="sjukanmalan"><mime type="text" subtype="plain"/></data>
</shs.product>
`

const agreementXml = (customer: string): string => `<?xml version="1.0" encoding="ISO-8859-1"?>
<shs.agreement version="1.2" uuid="${agreementId}" transfer-type="asynch">
  <shs>
    <principal commonName="Exempelmyndigheten">urn:X-shs:2021000001</principal>
    <product commonName="Sjukanm&#228;lan">urn:X-shs:${pay}</product>
    ${customer}
    <direction flow="from-customer"/>
  </shs>
  <general><valid><valid-from date="2026-01-01"/></valid></general>
</shs.agreement>
`

describe('kvittens directory', () => {
  let dir: string

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvittens-cli-directory-'))
    await writeFile(join(dir, 'product.xml'), productXml, 'latin1')
    await writeFile(join(dir, 'agreement.xml'), agreementXml(''), 'latin1')
    await writeFile(
      join(dir, 'private.xml'),
      agreementXml('<customer>urn:X-shs:5560000001</customer>'),
      'latin1',
    )
  })
  after(() => rm(dir, { recursive: true }))

  async function settings(name: string, directory: string): Promise<string> {
    const path = join(dir, `${name}.yaml`)
    await writeFile(
      path,
      `node: { id: agency-1, actor: "2021000001", name: Exempelmyndigheten, dataDir: ./data-${name} }
machines:
  listen: 127.0.0.1:0
  publicUrl: https://agency.example
  certificates: [ { key: none.key, certificate: none.crt } ]
  trust: [ none.crt ]
directory: ${directory}
`,
    )
    return path
  }

  function run(config: string, ...args: readonly string[]): Promise<Ended> {
    return kvittens(['directory', ...args, '--config', config], { cwd: dir })
  }

  it('publishes into a directory file and looks up what is in it', async () => {
    await writeFile(
      join(dir, 'directory.yaml'),
      'actors: [ { organisationNumber: "2021000001", name: Exempelmyndigheten } ]\n',
    )
    const config = await settings('file', '[ { url: "file:directory.yaml" } ]')
    const published = await run(config, 'publish', 'product', 'product.xml')
    assert.deepEqual(
      [published.code, published.stdout],
      [0, `added: ${join(dir, 'directory.yaml')} (file:directory.yaml)\n`],
      published.stderr,
    )
    assert.equal((await run(config, 'publish', 'agreement', 'agreement.xml')).code, 0)
    assert.equal((await run(config, 'publish', 'address', pay)).code, 0)
    assert.match((await run(config, 'publish', 'address', 'product.xml')).stdout, /^unchanged: /)

    const product = await run(config, 'lookup', 'product', `urn:X-shs:${pay.toUpperCase()}`)
    assert.deepEqual(product.stdout.split('\n'), [
      `uuid: ${pay}`,
      'name: Sjukanmälan',
      'principal: 2021000001',
      'descriptionUrl: https://agency.example/pay.xml',
      'directory: file:directory.yaml',
      '',
    ])
    const agreement = await run(config, 'lookup', 'agreement', pay, '2021000001', '--json')
    assert.deepEqual(JSON.parse(agreement.stdout), {
      entry: [
        {
          uuid: agreementId,
          principal: '2021000001',
          products: [pay],
          productName: 'Sjukanmälan',
          transferType: 'asynch',
        },
      ],
      directory: 'file:directory.yaml',
    })
    const address = await run(config, 'lookup', 'address', '2021000001', pay)
    assert.match(address.stdout, /^url: https:\/\/agency\.example\/shs\/rs$/m)
    assert.match((await run(config, 'lookup', 'actor', '202100-0001')).stdout, /^name: Exempelmyndigheten$/m)
  })

  it('says in its help that confirm, error and agreement have addresses of their own', async () => {
    const { stdout } = await kvittens(['directory', 'publish', 'address', '--help'])
    assert.match(stdout, /publish address \[options\] <product>/)
    assert.match(stdout.replaceAll(/\s+/g, ' '), /or confirm, error or agreement/)
    const document = await kvittens(['directory', 'publish', 'agreement', '--help'])
    assert.match(document.stdout, /publish agreement \[options\] <file\|uuid>/)
  })

  it('publishes what the registry holds, by its UUID', async () => {
    await writeFile(join(dir, 'empty.yaml'), '')
    const config = await settings('registry', '[ { url: "file:empty.yaml" } ]')
    await mkdir(join(dir, 'registry'), { recursive: true })
    await writeFile(join(dir, 'registry', 'product.xml'), productXml, 'latin1')
    const imported = await kvittens(['import', 'registry', '--config', config], { cwd: dir })
    assert.equal(imported.code, 0, imported.stderr)
    const published = await run(config, 'publish', 'product', pay, '--url', 'https://agency.example/new.xml')
    assert.equal(published.code, 0, published.stderr)
    assert.match(await readFile(join(dir, 'empty.yaml'), 'utf8'), /agency\.example\/new\.xml/)
    const unknown = await run(config, 'publish', 'product', agreementId)
    assert.deepEqual([unknown.code, unknown.stdout], [1, ''])
    assert.match(unknown.stderr, /^kvittens: NotFound: The registry has no product type /)
  })

  it('says what is not there with 1, and what may be tried again with 3', async () => {
    await writeFile(join(dir, 'blank.yaml'), '')
    const config = await settings('nothing', '[ { url: "file:blank.yaml" } ]')
    const absent = await run(config, 'lookup', 'actor', '2021000001')
    assert.deepEqual([absent.code, absent.stdout], [1, ''])
    assert.match(absent.stderr, /^kvittens: NotInDirectory: The actor 2021000001 is not in the directory\.\n/)
    const down = await run(
      await settings('down', '[ { url: "ldap://127.0.0.1:1" } ]'),
      'lookup',
      'actor',
      '2021000001',
    )
    assert.equal(down.code, 3)
    assert.match(down.stderr, /^kvittens: DirectoryUnavailable: .*127\.0\.0\.1:1 cannot answer/)
    const none = await run(await settings('none', '[]'), 'lookup', 'actor', '2021000001')
    assert.equal(none.code, 1)
    assert.match(none.stderr, /^kvittens: NoDirectory: /)
    const noRight = await run(
      await settings('noRight', '[ { url: "ldap://127.0.0.1:1" } ]'),
      'publish',
      'address',
      pay,
    )
    assert.match(noRight.stderr, /^kvittens: NoDirectory: .* gives no right to write/)
    assert.equal((await run(config, 'lookup', 'actor', '1')).code, 2)
  })

  it('does not publish what is for one customer alone, nor what is no document', async () => {
    await writeFile(join(dir, 'kept.yaml'), '')
    const config = await settings('keep', '[ { url: "file:kept.yaml" } ]')
    const closed = await run(config, 'publish', 'agreement', 'private.xml')
    assert.equal(closed.code, 1)
    assert.match(closed.stderr, /^kvittens: NotPublic: .* is for 5560000001 alone/)
    const wrong = await run(config, 'publish', 'agreement', 'product.xml')
    assert.match(wrong.stderr, /^kvittens: NotFound: product\.xml holds no agreement\.\n/)
    assert.equal(await readFile(join(dir, 'kept.yaml'), 'utf8'), '')
  })

  it('works with a directory by LDAP', { skip: leftOut('slapd') && 'slapd is left out' }, async () => {
    await using slapd = await startSlapd({
      ldif: ldif({ ...emptyDirectory, ...organisation('Exempelmyndigheten', '2021000001') }),
    })
    await writeFile(join(dir, 'ca.crt'), slapd.ca)
    await writeFile(join(dir, 'password'), `${slapd.root.password}\n`)
    const config = await settings(
      'ldap',
      `
  - url: ${slapd.url}
    startTls: true
    ca: ca.crt
    publish: { bindDn: "${slapd.root.dn}", passwordFile: password, base: "o=Exempelmyndigheten,l=SHS" }`,
    )
    const published = await run(config, 'publish', 'product', 'product.xml', '--json')
    assert.deepEqual(published.stdout === '' ? published.stderr : JSON.parse(published.stdout), {
      directory: slapd.url,
      place: 'productName=Sjukanmälan,ou=Product types,o=Exempelmyndigheten,l=SHS',
      change: 'added',
    })
    const found = await run(config, 'lookup', 'product', pay)
    assert.match(found.stdout, /^name: Sjukanmälan$/m)
  })

  it(
    'applies to be entered: LDIF that a directory takes as it is',
    { skip: leftOut('slapd') && 'slapd is left out' },
    async () => {
      const config = await settings('apply', '[]')
      const applied = await run(config, 'apply', 'product.xml')
      assert.equal(applied.code, 0, applied.stderr)
      assert.match(applied.stdout, /^# .*2021000001/)
      await using slapd = await startSlapd({ ldif: `${ldif(emptyDirectory)}\n${applied.stdout}` })
      await writeFile(join(dir, 'ca.crt'), slapd.ca)
      const asking = await settings('applied', `[ { url: ${slapd.url}, startTls: true, ca: ca.crt } ]`)
      assert.match((await run(asking, 'lookup', 'actor', '2021000001')).stdout, /^name: Exempelmyndigheten$/m)
      for (const product of [pay, 'confirm', 'error', 'agreement']) {
        const found = await run(asking, 'lookup', 'address', '2021000001', product)
        assert.match(found.stdout, /^url: https:\/\/agency\.example\/shs\/rs$/m, found.stderr)
      }
      const nowhere = await run(config, 'apply', 'missing.xml')
      assert.notEqual(nowhere.code, 0)
    },
  )
})
