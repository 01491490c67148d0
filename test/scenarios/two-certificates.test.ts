import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { connect, type ConnectionOptions } from 'node:tls'
import { loadConfig } from '../../src/node/config/load-config.ts'
import { checkConfig } from '../../src/node/config/check-config.ts'
import { agencyNumber, createWorld, type TestWorld } from '../support/test-world.ts'

describe('a node with several certificates', () => {
  let world: TestWorld
  let port = 0

  before(async () => {
    world = await createWorld()
    const order = { organisationNumber: agencyNumber, commonName: 'x' }
    await world.issue('renewed', { ...order, hostNames: ['localhost', 'new.example'] })
    await world.issue('wild', { ...order, hostNames: ['*.wild.example'] })
    await useCertificates(['agency', 'agency'], ['renewed', 'renewed'], ['wild', 'wild'])
    const { machines } = await world.start()
    port = Number(new URL(machines).port)
  })

  after(() => world[Symbol.asyncDispose]())

  async function useCertificates(
    ...pairs: readonly (readonly [key: string, certificate: string])[]
  ): Promise<void> {
    const list = pairs.map(([key, certificate]) => `{ key: ${key}.key, certificate: ${certificate}.crt }`)
    const text = await readFile(world.config, 'utf8')
    await writeFile(world.config, text.replace(/certificates: .*/, `certificates: [ ${list.join(', ')} ]`))
  }

  /** The first name of the certificate that is shown to who asks for a name, or for none. */
  async function shown(servername: string, more: ConnectionOptions = {}): Promise<string> {
    const socket = connect({ host: '127.0.0.1', port, servername, rejectUnauthorized: false, ...more })
    await once(socket, 'secureConnect')
    const names = socket.getPeerCertificate().subjectaltname ?? ''
    socket.destroy()
    return names
  }

  it('shows the first to who asks for no name, or for one that none of them has', async () => {
    for (const name of ['', 'other.example', 'localhost'])
      assert.match(await shown(name), /127\.0\.0\.1/, name)
  })

  it('shows the one that has the name, wildcards too, in both versions of TLS', async () => {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      assert.match(await shown('new.example', { maxVersion }), /new\.example/)
      assert.match(await shown('a.wild.example', { maxVersion }), /\*\.wild\.example/)
    }
  })

  it('takes no older TLS for any of them, and asks for the caller’s certificate', async () => {
    await assert.rejects(
      shown('new.example', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    )
    const { certificatePem: cert, keyPem: key } = world.employer(0)
    const socket = connect({ host: '127.0.0.1', port, servername: 'new.example', ca: world.caPem, cert, key })
    await once(socket, 'secureConnect')
    socket.write(
      `GET /shs/ds/${world.employer(0).number} HTTP/1.1\r\nHost: new.example\r\nConnection: close\r\n\r\n`,
    )
    let text = ''
    for await (const chunk of socket) text += String(chunk)
    assert.match(text, /^HTTP\/1\.1 200 /)
  })

  it('has each pair proved before it starts', async () => {
    await useCertificates(['agency', 'agency'], ['wild', 'renewed'])
    const problems = await checkConfig(await loadConfig({ file: world.config, env: {} }))
    assert.deepEqual(
      problems.map(({ key }) => key),
      ['machines.certificates[1].key'],
    )
  })
})
