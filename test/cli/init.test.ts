import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { openCertificateAuthority } from '../../src/adapters/trust/issue.ts'
import { testAuthority } from '../support/certificates.ts'
import { leftOut } from '../support/needs.ts'
import { kvittens } from './kvittens.ts'

describe('kvittens init', () => {
  let dir = ''
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvittens-init-'))
  })
  after(() => rm(dir, { recursive: true, force: true }))

  it('writes settings, folders, a key that only its owner reads, and a request, and says what is next', async () => {
    const { code, stdout, stderr } = await kvittens(
      ['init', 'node', '--actor', '202100-0001', '--name', 'Exempelmyndigheten'],
      { cwd: dir },
    )
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^node\/kvittens\.yaml\nnode\/tls\/node\.key\nnode\/tls\/node\.csr\n/)
    assert.match(stdout, /^5\. kvittens start --config node\/kvittens\.yaml$/m)
    assert.doesNotMatch(stdout, /example/)
    assert.match(await readFile(join(dir, 'node', 'kvittens.yaml'), 'utf8'), /actor: "2021000001"/)
    assert.match(
      await readFile(join(dir, 'node', 'tls', 'node.csr'), 'utf8'),
      /^-----BEGIN CERTIFICATE REQUEST-----/,
    )
    createPrivateKey(await readFile(join(dir, 'node', 'tls', 'node.key')))
    if (process.platform !== 'win32') {
      assert.equal((await stat(join(dir, 'node', 'tls', 'node.key'))).mode & 0o777, 0o600)
    }
  })

  it(
    'asks for a certificate that names the host by which others call the node',
    { skip: leftOut('openssl') && 'openssl is left out' },
    async () => {
      const { code, stderr } = await kvittens(['init', 'named', '--url', 'https://shs.example.se:8443'], {
        cwd: dir,
      })
      assert.equal(code, 0, stderr)
      assert.match(
        await readFile(join(dir, 'named', 'kvittens.yaml'), 'utf8'),
        /publicUrl: https:\/\/shs\.example\.se:8443 /,
      )
      const request = join(dir, 'named', 'tls', 'node.csr')
      const { stdout } = await promisify(execFile)('openssl', ['req', '-noout', '-text', '-in', request])
      assert.match(stdout, /DNS:shs\.example\.se\n/)
    },
  )

  it('writes over nothing', async () => {
    const key = await readFile(join(dir, 'node', 'tls', 'node.key'))
    const { code, stdout, stderr } = await kvittens(['init', 'node'], { cwd: dir })
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
    assert.match(
      stderr,
      /^kvittens: FileExists: node\/kvittens\.yaml is there already; nothing was written\.\n/,
    )
    assert.deepEqual(await readFile(join(dir, 'node', 'tls', 'node.key')), key)
  })

  it('says that it used the example where no organisation was named', async () => {
    const { code, stdout } = await kvittens(['init', 'other'], { cwd: dir, env: { LANG: 'sv_SE.UTF-8' } })
    assert.equal(code, 0)
    assert.match(stdout, /exemplets \(2021000001, Exempelmyndigheten\)/)
  })

  it('gives settings that are right once the certificates are in place', async () => {
    const before = await kvittens(['config', 'check', '--config', 'node/kvittens.yaml', '--json'], {
      cwd: dir,
    })
    assert.equal(before.code, 1)
    assert.equal(JSON.parse(before.stdout).ok, false)
    const ca = await testAuthority()
    const keyPem = await readFile(join(dir, 'node', 'tls', 'node.key'), 'utf8')
    const { certificatePem } = await openCertificateAuthority(ca, { now: Date.now() }).issue({
      organisationNumber: '2021000001',
      commonName: 'localhost',
      keyPem,
    })
    await writeFile(join(dir, 'node', 'tls', 'node.crt'), certificatePem)
    await writeFile(join(dir, 'node', 'tls', 'ca.crt'), ca.certificatePem)
    const after = await kvittens(['config', 'check', '--config', 'node/kvittens.yaml'], { cwd: dir })
    assert.deepEqual(
      { code: after.code, stdout: after.stdout },
      { code: 0, stdout: 'node/kvittens.yaml is right.\n' },
      after.stderr,
    )
  })

  it('is told by config check on which line a key is unknown', async () => {
    await writeFile(join(dir, 'bad.yaml'), 'node:\n  idd: x\n')
    const { code, stderr } = await kvittens(['config', 'check', '--config', 'bad.yaml'], { cwd: dir })
    assert.equal(code, 1)
    assert.match(stderr, /^kvittens: BadSettings: .*bad\.yaml:/)
    assert.match(stderr, /bad\.yaml:2: node\.idd: Unknown key\. Did you mean id\?/)
  })
})
