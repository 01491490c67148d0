import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { createServer, get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { createCertificateRequest } from '../../src/adapters/trust/certificate-request.ts'
import {
  type CertificateAuthority,
  type CertificateWithKey,
  createCertificateAuthority,
} from '../../src/adapters/trust/issue.ts'
import type { KeyAlgorithm } from '../../src/adapters/trust/key-pair.ts'
import { writePrivateFile } from '../../src/adapters/trust/private-file.ts'
import { subjectShapes } from '../../src/adapters/trust/subject-shapes.ts'
import { leftOut } from '../support/needs.ts'

const run = promisify(execFile)
const organisationNumber = '2021000001'
const skip = leftOut('openssl') || leftOut('curl')

let dir: string
let ca: CertificateAuthority

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvittens-issue-'))
  ca = await createCertificateAuthority({ name: 'Test CA', now: Date.now() })
  await writeFile(join(dir, 'ca.crt'), ca.certificatePem)
})

after(() => rm(dir, { recursive: true }))

async function saved(
  name: string,
  issued: CertificateWithKey,
): Promise<{ certificate: string; key: string }> {
  const paths = { certificate: join(dir, `${name}.crt`), key: join(dir, `${name}.key`) }
  await writeFile(paths.certificate, issued.certificatePem)
  await writePrivateFile(paths.key, issued.keyPem)
  return paths
}

describe('an issued certificate', { skip }, () => {
  for (const shape of subjectShapes) {
    it(`of the shape ${shape} is accepted by openssl verify, to the letter`, async () => {
      const issued = await ca.issue({
        organisationNumber,
        commonName: 'shs.example.se',
        organisationName: 'Åäö AB',
        shape,
      })
      const { certificate } = await saved(shape, issued)
      const { stdout } = await run('openssl', [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslclient',
        '-CAfile',
        join(dir, 'ca.crt'),
        certificate,
      ])
      assert.match(stdout, /: OK/)
    })
  }

  it('holds number and common name in one multi-valued RDN', async () => {
    const { certificate } = await saved(
      'multi',
      await ca.issue({ organisationNumber, commonName: 'shs.example.se' }),
    )
    const { stdout } = await run('openssl', [
      'x509',
      '-in',
      certificate,
      '-noout',
      '-subject',
      '-nameopt',
      'RFC2253',
    ])
    assert.match(
      stdout,
      /CN=shs\.example\.se\+serialNumber=162021000001|serialNumber=162021000001\+CN=shs\.example\.se/,
    )
  })

  it('keeps the order of a SET that DER asks for, whichever attribute is longer', async () => {
    for (const commonName of ['x', 'a-very-long-name.example.se', '123456789012']) {
      const { certificatePem } = await ca.issue({ organisationNumber, commonName })
      const { stdout } = await openssl(['asn1parse'], certificatePem)
      const subject = stdout.split('UTCTIME')[2] ?? ''
      const [number, name] = [subject.indexOf(':serialNumber'), subject.indexOf(':commonName')]
      assert.ok(number > 0 && name > 0)
      assert.equal(name < number, commonName.length <= '162021000001'.length)
    }
  })

  it('comes from an intermediate CA too', async () => {
    const intermediate = await ca.issueAuthority({ name: 'Intermediate', pathLength: 0 })
    const leaf = await saved('deep', await intermediate.issue({ organisationNumber, commonName: 'deep' }))
    const middle = await saved('middle', intermediate)
    const options = [
      'verify',
      '-x509_strict',
      '-CAfile',
      join(dir, 'ca.crt'),
      '-untrusted',
      middle.certificate,
    ]
    assert.match((await run('openssl', [...options, leaf.certificate])).stdout, /: OK/)
  })

  it('takes its time and its serial number from outside', async () => {
    const now = Date.UTC(2030, 0, 1)
    const fixed = await createCertificateAuthority({ name: 'Fixed', now, random: sameOctets })
    const certificate = new X509Certificate(
      (await fixed.issue({ organisationNumber, commonName: 'x' })).certificatePem,
    )
    assert.equal(certificate.serialNumber, `4B${'AB'.repeat(15)}`)
    assert.equal(certificate.validFromDate.toISOString(), '2029-12-31T23:00:00.000Z')
  })
})

describe('mutual TLS with issued certificates', { skip }, () => {
  for (const keyAlgorithm of ['ec-p256', 'rsa-2048'] satisfies KeyAlgorithm[]) {
    it(`works for node and for curl with ${keyAlgorithm}`, async () => {
      const node = await ca.issue({
        organisationNumber,
        commonName: 'node',
        hostNames: ['localhost', '127.0.0.1'],
        keyAlgorithm,
      })
      const client = await ca.issue({ organisationNumber: '5560000001', commonName: 'client', keyAlgorithm })
      const server = createServer(
        {
          key: node.keyPem,
          cert: node.certificatePem,
          ca: ca.certificatePem,
          requestCert: true,
          rejectUnauthorized: true,
        },
        (_request, response) => response.end('hello'),
      )
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      assert.ok(address !== null && typeof address === 'object')
      const url = `https://127.0.0.1:${address.port}/`
      try {
        const request = get(url, {
          key: client.keyPem,
          cert: client.certificatePem,
          ca: ca.certificatePem,
          agent: false,
        })
        const response = await new Promise<IncomingMessage>((resolve, reject) => {
          request.on('response', resolve).on('error', reject)
        })
        assert.equal(await text(response), 'hello')

        const { certificate, key } = await saved(`client-${keyAlgorithm}`, client)
        const curl = await run('curl', [
          '-sS',
          '--cert',
          certificate,
          '--key',
          key,
          '--cacert',
          join(dir, 'ca.crt'),
          url,
        ])
        assert.equal(curl.stdout, 'hello')
      } finally {
        server.close()
        server.closeAllConnections()
      }
    })
  }
})

describe('a certificate request', { skip }, () => {
  it('is one that openssl verifies, with the number and the name in its subject', async () => {
    const order = {
      organisationNumber,
      organisationName: 'Exempelmyndigheten',
      country: 'SE',
      commonName: 'shs.example.se',
      hostNames: ['shs.example.se', '192.0.2.1'],
    }
    const { keyPem, csrPem } = await createCertificateRequest(order)
    assert.equal(createPrivateKey(keyPem).asymmetricKeyType, 'rsa')
    const { stdout, stderr } = await openssl(
      ['req', '-verify', '-noout', '-text', '-subject', '-nameopt', 'RFC2253'],
      csrPem,
    )
    assert.match(stdout + stderr, /verify OK/)
    assert.match(stdout, /serialNumber=162021000001/)
    assert.match(stdout, /O=Exempelmyndigheten/)
    assert.match(stdout, /DNS:shs\.example\.se, IP Address:192\.0\.2\.1/)
  })
})

describe('a private file', () => {
  it('may be read by its owner only, and is not written over unasked', async () => {
    const path = join(dir, 'secret')
    await writePrivateFile(path, 'one')
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    await assert.rejects(writePrivateFile(path, 'two'), { code: 'EEXIST' })
    await chmod(path, 0o644)
    await writePrivateFile(path, 'two', { replace: true })
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    assert.equal(await readFile(path, 'utf8'), 'two')
  })
})

async function openssl(options: string[], input: string): Promise<{ stdout: string; stderr: string }> {
  const path = join(dir, 'input.pem')
  await writeFile(path, input)
  return run('openssl', [...options, '-in', path])
}

function sameOctets(bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill(0xab)
}
