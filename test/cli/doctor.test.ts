import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createCertificateAuthority } from '../../src/adapters/trust/issue.ts'
import type { Check } from '../../src/node/doctor/check.ts'
import { examine } from '../../src/node/doctor/examine.ts'
import { nodeVersion } from '../../src/node/doctor/node-version.ts'
import { smallDisk, smallDiskLeftOut } from '../contracts/small-disk.ts'
import type { Identity } from '../support/mtls-client.ts'
import { agencyNumber, createWorld, stranger, type TestWorld } from '../support/test-world.ts'
import { type Ended, kvittens } from './kvittens.ts'

interface Told {
  readonly check: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly found: string
  readonly cure?: string
}

const day = 86_400_000

/** What the doctor said as JSON; its exit code must be that of what it said. */
function findings({ code, stdout, stderr }: Ended): readonly Told[] {
  assert.equal(stderr, '')
  const all: readonly Told[] = JSON.parse(stdout)
  for (const one of all) {
    assert.equal('cure' in one, one.status !== 'ok', `${one.check}: ${one.found}`)
  }
  assert.equal(code, all.some(({ status }) => status === 'fail') ? 1 : 0, stdout)
  return all
}

function failed(all: readonly Told[]): readonly string[] {
  return all.filter(({ status }) => status === 'fail').map(({ check }) => check)
}

function only(all: readonly Told[], check: string): Told {
  const [found, ...more] = all.filter((one) => one.check === check)
  assert.ok(found !== undefined && more.length === 0, `one ${check} in ${JSON.stringify(all)}`)
  return found
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('kvittens doctor on the machine of a node', () => {
  let world: TestWorld
  let text = ''

  before(async () => {
    world = await createWorld()
    await chmod(world.dataDir, 0o700)
    text = await readFile(world.config, 'utf8')
  })
  after(() => world[Symbol.asyncDispose]())

  /** Looks at the world's settings with something in them replaced. */
  async function look(
    replaced: Readonly<Record<string, string>>,
    ...args: string[]
  ): Promise<readonly Told[]> {
    let changed = text
    for (const [from, to] of Object.entries(replaced)) {
      assert.ok(changed.includes(from), from)
      changed = changed.replace(from, to)
    }
    const file = join(world.dir, 'changed.yaml')
    await writeFile(file, changed)
    return findings(await kvittens(['doctor', '--json', '--config', file, ...args]))
  }

  const withCertificate = (one: Pick<Identity, 'key' | 'certificate'>): Record<string, string> => ({
    [`key: "${world.agency.key}", certificate: "${world.agency.certificate}"`]: `key: "${one.key}", certificate: "${one.certificate}"`,
  })

  const withDirectory = (directory: string): Record<string, string> => ({
    'operations:': `directory: [ ${directory} ]\noperations:`,
  })

  it('finds all well where the node stands still, and leaves no trace', async () => {
    const before = await readdir(world.dataDir)
    const all = await look({})
    assert.deepEqual(failed(all), [])
    assert.deepEqual(
      all.map(({ check }) => check),
      [
        'node',
        'settings',
        'data-folder',
        'disk-space',
        'fsync',
        ...(process.platform === 'linux' ? ['file-system'] : []),
        'file-locks',
        'clock',
        'running-node',
        'machines-port',
        'operations-port',
        'certificate',
        'certificate-trust',
        'certificate-number',
        'key',
        'certificate-host',
        'trust',
      ],
    )
    assert.match(only(all, 'fsync').found, /^A write with fsync takes \d+\.\d ms \(median of \d+\)\.$/)
    assert.match(only(all, 'running-node').found, /does not run/)
    assert.match(only(all, 'machines-port').found, /is free/)
    assert.match(only(all, 'certificate').found, /\((729|730) days\)/)
    assert.deepEqual(await readdir(world.dataDir), before)
  })

  it('does not make the folder of a node that has never run', async () => {
    const all = await look({ '/data"': '/deep/data"' })
    const found = only(all, 'data-folder')
    assert.equal(found.status, 'warn')
    assert.match(found.cure ?? '', /mount the disk/)
    assert.match(only(all, 'disk-space').found, /free/)
    await assert.rejects(readdir(join(world.dir, 'deep')), /ENOENT/)
  })

  it('names a data folder that is a file, and one that cannot be written to', async () => {
    assert.deepEqual(failed(await look({ '/data"': '/ca.crt"' })), ['data-folder'])
    const locked = join(world.dir, 'locked')
    await mkdir(locked, { mode: 0o500 })
    // Root may write everywhere but there.
    const unwritable = process.getuid?.() === 0 ? '/sys' : locked
    const all = await look({ [world.dataDir]: unwritable })
    assert.equal(failed(all)[0], 'data-folder')
    assert.match(only(all, 'data-folder').found, /cannot be written to \(E/)
  })

  it('warns of a data folder and of a key that others can read', async () => {
    const open = join(world.dir, 'open')
    await mkdir(open)
    await chmod(open, 0o755)
    const key = join(world.dir, 'open.key')
    await writeFile(key, world.agency.keyPem)
    await chmod(key, 0o644)
    const all = await look({ [world.dataDir]: open, ...withCertificate({ ...world.agency, key }) })
    assert.deepEqual(failed(all), [])
    const cures = all.filter(({ status }) => status === 'warn').map(({ cure }) => cure)
    assert.ok(cures.includes(`Close it: chmod 700 ${open}`), JSON.stringify(cures))
    assert.ok(cures.includes(`Close it: chmod 600 ${key}`), JSON.stringify(cures))
  })

  it('fails a disk with no room, and warns of one in memory', { skip: smallDiskLeftOut }, async () => {
    await using disk = await smallDisk(64)
    const all = await look({ [world.dataDir]: disk.path })
    assert.deepEqual(failed(all), ['disk-space'])
    assert.match(only(all, 'disk-space').found, /^6\d MiB free/)
    assert.match(only(all, 'file-system').found, /tmpfs/)
  })

  it('goes on past what is wrong in the settings', async () => {
    const missing = await look({ [`trust: [ "${world.ca}" ]`]: 'trust: [ none.crt ]' })
    assert.deepEqual(failed(missing), ['settings'])
    assert.match(only(missing, 'settings').found, /changed\.yaml:\d+: machines\.trust\[0\]: .* is missing\./)
    assert.equal(only(missing, 'certificate').status, 'ok')
    assert.equal(only(missing, 'machines-port').status, 'ok')

    const otherKey = await look(withCertificate({ ...world.agency, key: world.employer(0).key }))
    assert.deepEqual(failed(otherKey), ['settings'])
    assert.match(only(otherKey, 'settings').found, /does not belong to the certificate/)
    assert.equal(only(otherKey, 'certificate-trust').status, 'ok')
  })

  it('tells every problem of settings that cannot be used', async () => {
    const file = join(world.dir, 'bad.yaml')
    await writeFile(file, text.replace('node:', 'nod:'))
    const bad = findings(await kvittens(['doctor', '--json', '--config', file]))
    assert.ok(bad.filter(({ check }) => check === 'settings').length > 1, JSON.stringify(bad))
    const none = findings(await kvittens(['doctor', '--json', '--config', join(world.dir, 'none.yaml')]))
    assert.deepEqual(
      none.map(({ check, status }) => [check, status]),
      [
        ['node', 'ok'],
        ['settings', 'fail'],
      ],
    )
    assert.match(none[1]?.cure ?? '', /kvittens init/)
  })

  it('tells a certificate that has expired, soon will, is of another, or of an unknown CA', async () => {
    const order = { organisationNumber: agencyNumber, commonName: 'agency.example' }
    const now = Date.now()
    const expired = await world.issue('old', { ...order, notBefore: now - 9 * day, notAfter: now - 2 * day })
    const old = await look(withCertificate(expired))
    assert.deepEqual(failed(old), ['certificate'])
    assert.match(only(old, 'certificate').found, /^The certificate agency\.example .*old\.crt\) expired on /)

    const soon = await look(
      withCertificate(await world.issue('soon', { ...order, notAfter: now + 29.5 * day })),
    )
    assert.deepEqual(failed(soon), [])
    assert.equal(only(soon, 'certificate').status, 'warn')
    assert.match(only(soon, 'certificate').found, /\(29 days\)/)

    const anothers = await look(withCertificate(world.employer(0)))
    assert.deepEqual(failed(anothers), ['certificate-number'])
    assert.match(
      only(anothers, 'certificate-number').found,
      new RegExp(`${world.employer(0).number}.*${agencyNumber}`),
    )

    const authority = await createCertificateAuthority({ name: 'Another CA', now })
    const unknown = await look(withCertificate(await world.issue('unknown', order, authority)))
    assert.deepEqual(failed(unknown), ['certificate'])
    assert.ok(unknown.some(({ found }) => /issued by Another CA, which is not among/.test(found)))
  })

  it('warns where no certificate names the host by which others call the node', async () => {
    assert.equal(only(await look({}), 'certificate-host').status, 'ok')
    const other = await look({ 'publicUrl: https://127.0.0.1': 'publicUrl: https://localhost' })
    assert.equal(only(other, 'certificate-host').status, 'ok')
    const elsewhere = await look({ 'publicUrl: https://127.0.0.1': 'publicUrl: https://192.0.2.1' })
    const { status, found, cure = '' } = only(elsewhere, 'certificate-host')
    assert.equal(status, 'warn')
    assert.match(found, /names 192\.0\.2\.1/)
    assert.match(cure, /subjectAltName/)
  })

  it('tells a CA that has expired', async () => {
    const now = Date.now()
    const old = await createCertificateAuthority({
      name: 'Old CA',
      now,
      notBefore: now - 9 * day,
      notAfter: now - day,
    })
    await writeFile(join(world.dir, 'old-ca.crt'), old.certificatePem)
    const all = await look({ [`trust: [ "${world.ca}" ]`]: 'trust: [ ca.crt, old-ca.crt ]' })
    assert.deepEqual(failed(all), ['trust'])
    assert.ok(all.some(({ check, found }) => check === 'trust' && found.includes('Old CA')))
  })

  it('tells a port that another program has, and an address that the machine has not', async () => {
    await using server = createServer()
    const port = await portOf(server)
    const taken = await look({ [listen('machines')]: `listen: 127.0.0.1:${port}` })
    assert.deepEqual(failed(taken), ['machines-port'])
    assert.match(only(taken, 'machines-port').found, new RegExp(`127\\.0\\.0\\.1:${port}: another program`))
    const foreign = await look({ [listen('operations')]: 'listen: 192.0.2.1:8445' })
    assert.deepEqual(failed(foreign), ['operations-port'])
    assert.match(only(foreign, 'operations-port').found, /EADDRNOTAVAIL/)
  })

  function listen(group: 'machines' | 'operations'): string {
    const found = new RegExp(`^${group}:\\s*(?:\\{ )?(listen: [\\d.:]+)`, 'm').exec(text)?.[1]
    assert.ok(found !== undefined, text)
    return found
  }

  it('tells a name that does not exist, and asks what goes by it no further', async () => {
    const public_ = await look({ 'publicUrl: https://127.0.0.1': 'publicUrl: https://node.invalid' })
    assert.deepEqual(failed(public_), ['public-name'])
    assert.match(only(public_, 'public-name').found, /node\.invalid/)
    const all = await look(
      withDirectory('{ url: "ldap://directory.invalid", insecure: true }'),
      '--peer',
      'https://peer.invalid',
    )
    assert.deepEqual(failed(all), ['directory-name', 'peer-name'])
  })

  it('tells a directory that is down, one without the own actor, and one with it', async () => {
    const down = await look(withDirectory('{ url: "ldap://127.0.0.1:1" }'))
    assert.deepEqual(failed(down), ['directory'])
    assert.match(only(down, 'directory').found, /127\.0\.0\.1:1 cannot answer/)
    await writeFile(join(world.dir, 'empty.yaml'), '')
    const absent = only(await look(withDirectory('{ url: "file:empty.yaml" }')), 'directory')
    assert.deepEqual([absent.status, absent.found.includes(`${agencyNumber} is not in it`)], ['warn', true])
    await writeFile(
      join(world.dir, 'full.yaml'),
      `actors: [ { organisationNumber: "${agencyNumber}", name: Exempelmyndigheten } ]\n`,
    )
    const found = only(await look(withDirectory('{ url: "file:full.yaml" }')), 'directory')
    assert.deepEqual([found.status, found.found.includes('Exempelmyndigheten')], ['ok', true])
  })

  it('tells a peer that is not there, that speaks no TLS, and whose certificate is not trusted', async () => {
    await using plain = createServer((socket) => {
      // Read, so that it sees the other end close.
      socket
        .on('error', () => {})
        .resume()
        .end('220 smtp.example\r\n')
    })
    const port = await portOf(plain)
    assert.deepEqual(failed(await look({}, '--peer', `https://127.0.0.1:${port}`)), ['peer-tls'])
    await plain[Symbol.asyncDispose]()
    const closed = await look({}, '--peer', `https://127.0.0.1:${port}`)
    assert.deepEqual(failed(closed), ['peer-port'])
    assert.match(only(closed, 'peer-port').found, /nothing answers on that port/)

    const authority = await createCertificateAuthority({ name: 'Another CA', now: Date.now() })
    const { certificatePem: cert, keyPem: key } = await authority.issue({
      organisationNumber: stranger,
      commonName: 'localhost',
    })
    await using other = createHttps({ cert, key })
    const untrusted = await look({}, '--peer', `https://127.0.0.1:${await portOf(other)}`)
    assert.deepEqual(failed(untrusted), ['peer-certificate'])
    assert.match(only(untrusted, 'peer-certificate').found, /Another CA/)
    assert.ok(!untrusted.some(({ check }) => check === 'peer-http'))
  })

  it('tells whose certificate a peer shows, what it answers, and how its clock goes', async () => {
    const peer = world.employer(0)
    let status = 405
    const urls: (string | undefined)[] = []
    await using server = createHttps(
      { cert: peer.certificatePem, key: peer.keyPem, requestCert: true, ca: world.caPem },
      (request, response) => {
        urls.push(request.url)
        const date = new Date(Date.now() - 60_000).toUTCString()
        response.writeHead(status, { date, connection: 'close' }).end('No more.\u001B[2J\nAsk us.\n')
      },
    )
    const url = `https://127.0.0.1:${await portOf(server)}`
    const all = await look({}, '--peer', `${url}/shs/rs`)
    assert.deepEqual(failed(all), [])
    assert.match(only(all, 'peer-certificate').found, new RegExp(`organisation ${peer.number}`))
    const clock = all.findLast(({ check }) => check === 'clock')
    assert.match(clock?.found ?? '', /^The clock is (59|60|61) s ahead of that of 127\.0\.0\.1/)
    assert.equal(clock?.status, 'warn')
    status = 404
    const gone = only(await look({}, '--peer', url), 'peer-http')
    assert.deepEqual(
      [gone.status, gone.found, gone.cure],
      ['fail', `${url.slice(8)} answers 404: No more.\u001B[2J`, 'Ask us.'],
    )
    assert.deepEqual(urls, ['/shs/rs', '/shs/rs'])
    const shown = await kvittens(['doctor', '--config', world.config, '--peer', url])
    assert.ok(shown.stdout.includes(`answers 404: No more.\\u001B[2J\n         Ask us.\n`), shown.stdout)
  })

  describe('that runs', () => {
    before(async () => {
      await world.start()
      text = await readFile(world.config, 'utf8')
    })

    it('knows the ports as its own, leaves no trace, and is a peer', async () => {
      const before = await readdir(world.dataDir)
      const all = await look({}, '--peer', world.node().machines)
      assert.deepEqual(failed(all), [])
      assert.match(only(all, 'running-node').found, /^The node runs/)
      assert.match(only(all, 'machines-port').found, /is the running node's/)
      assert.match(only(all, 'operations-port').found, /which is ready/)
      assert.equal(only(all, 'peer-http').status, 'ok')
      assert.deepEqual(await readdir(world.dataDir), before)
    })

    it('warns where the settings say other ports or another certificate than it has', async () => {
      const moved = await look({
        [listen('machines')]: 'listen: 127.0.0.1:0',
        [listen('operations')]: 'listen: 127.0.0.1:1',
      })
      // Port 0 is any; nobody but root may try port 1.
      assert.match(only(moved, 'operations-port').found, /does not listen there|EACCES/)
      const renewed = await world.issue('renewed', {
        organisationNumber: agencyNumber,
        commonName: 'localhost',
      })
      const other = only(await look(withCertificate(renewed)), 'machines-port')
      assert.equal(other.status, 'warn')
      assert.match(other.cure ?? '', /restart it/)
    })

    it('tells in the words of a peer why it lets the node not in', async () => {
      const unknown = await world.issue('stranger', { organisationNumber: stranger, commonName: 's.example' })
      const all = await look(
        { ...withCertificate(unknown), [agencyNumber]: stranger, [world.dataDir]: join(world.dir, 'none') },
        '--peer',
        world.node().machines,
      )
      assert.ok(failed(all).includes('peer-http'), JSON.stringify(all))
      assert.match(only(all, 'peer-http').found, new RegExp(`answers 403: .*${stranger}`))
    })
  })
})

describe('kvittens doctor on the machine of an employer', () => {
  let world: TestWorld
  let url = ''

  before(async () => {
    world = await createWorld()
    const node = await world.start()
    url = node.machines
  })
  after(() => world[Symbol.asyncDispose]())

  async function look(changed: Readonly<Record<string, string>> = {}): Promise<readonly Told[]> {
    const { certificate: cert, key } = world.employer(0)
    const options = Object.entries({ url, cert, key, ca: world.ca, ...changed })
    return findings(
      await kvittens(['doctor', '--json', ...options.flatMap(([name, value]) => [`--${name}`, value])]),
    )
  }

  it('finds all well, step by step', async () => {
    const all = await look({ url: url.replace('127.0.0.1', 'localhost') })
    assert.deepEqual(failed(all), [])
    assert.deepEqual(
      all.map(({ check }) => check),
      [
        'node',
        'certificate',
        'certificate-number',
        'key',
        'ca',
        'agency-name',
        'agency-port',
        'agency-tls',
        'agency-certificate',
        'agency-http',
        'clock',
      ],
    )
  })

  it('takes them from a profile, and tells a person in Swedish', async () => {
    const { certificate, key } = world.employer(0)
    await mkdir(join(world.dir, 'kvittens'))
    const profile = `{ url: "${url}", cert: "${certificate}", key: "${key}", ca: "${world.ca}" }`
    await writeFile(join(world.dir, 'kvittens', 'profiles.yaml'), `agency: ${profile}\n`)
    const { code, stdout } = await kvittens(['doctor', '--profile', 'agency'], {
      env: { XDG_CONFIG_HOME: world.dir, LANG: 'sv_SE.UTF-8' },
    })
    assert.equal(code, 0)
    assert.match(stdout, /^ok {7}Servern är bevisad med den angivna CA:n\.$/m)
    assert.match(stdout, /\n\n10 ok, 0 varningar, 0 fel\.\n$/)
  })

  it('tells files that are not there, and looks at the way to the node all the same', async () => {
    const none = join(world.dir, 'none.pem')
    const all = await look({ key: none })
    assert.deepEqual(failed(all), ['files'])
    assert.match(only(all, 'files').found, /none\.pem cannot be read \(ENOENT\)/)
    assert.equal(only(all, 'agency-certificate').status, 'ok')
    assert.ok(!all.some(({ check }) => check === 'agency-http'))
  })

  it('tells a key of another certificate, and what is no key', async () => {
    const all = await look({ key: world.employer(1).key })
    assert.deepEqual(failed(all), ['key'])
    assert.match(only(all, 'key').found, /does not belong to the certificate/)
    assert.match(only(await look({ key: world.ca }), 'key').found, /does not hold a private key/)
  })

  it('tells a certificate that has expired, and one that names nobody', async () => {
    const order = { organisationNumber: world.employer(0).number, commonName: 'e.example' }
    const now = Date.now()
    const old = await world.issue('old', { ...order, notBefore: now - 9 * day, notAfter: now - day })
    const expired = await look({ cert: old.certificate, key: old.key })
    assert.deepEqual(failed(expired), ['certificate', 'agency-http'])
    assert.match(only(expired, 'agency-http').found, /answers 403: .*expired/)
    const nobody = await world.issue('nobody', { ...order, shape: 'none' })
    assert.equal(
      only(await look({ cert: nobody.certificate, key: nobody.key }), 'certificate-number').status,
      'warn',
    )
  })

  it('tells a server that the CA does not prove, or that is another than the one meant', async () => {
    const authority = await createCertificateAuthority({ name: 'Another CA', now: Date.now() })
    const ca = join(world.dir, 'another-ca.crt')
    await writeFile(ca, authority.certificatePem)
    const unproved = await look({ ca })
    assert.deepEqual(failed(unproved), ['agency-certificate'])
    assert.match(only(unproved, 'agency-certificate').cure ?? '', /--ca FILE/)

    const { certificatePem: cert, keyPem: key } = await world.issue('elsewhere', {
      organisationNumber: stranger,
      commonName: 'elsewhere.example',
    })
    await using server = createHttps({ cert, key })
    const other = `https://127.0.0.1:${await portOf(server)}`
    const wrong = await look({ url: other, server: agencyNumber })
    assert.deepEqual(failed(wrong), ['agency-certificate'])
    assert.match(only(wrong, 'agency-certificate').found, new RegExp(`${stranger}.*${agencyNumber}`))
  })

  it('tells a name that does not exist', async () => {
    assert.deepEqual(failed(await look({ url: 'https://agency.invalid:8443' })), ['agency-name'])
  })
})

describe('kvittens doctor', () => {
  it('says how it is called where there is nothing to look at, or two machines', async () => {
    for (const args of [
      [],
      ['--config', 'kvittens.yaml', '--profile', 'agency'],
      ['--peer', 'https://localhost', '--url', 'https://localhost'],
      ['--url', 'https://localhost'],
      ['--peer', 'http://localhost'],
    ]) {
      const { code, stdout, stderr } = await kvittens(['doctor', ...args], { cwd: '/' })
      assert.deepEqual([code, stdout], [2, ''], args.join(' '))
      assert.match(stderr, /^kvittens: Usage: /)
    }
  })

  it('shows its help with an example', async () => {
    const { code, stdout } = await kvittens(['doctor', '--help'])
    assert.equal(code, 0)
    assert.match(stdout, /^Example:\n {2}kvittens doctor/m)
  })

  if (process.platform !== 'win32') {
    it('clears away after itself when a person breaks off', async () => {
      await using world = await createWorld({ employers: 0 })
      const before = await readdir(world.dataDir)
      let called = (): void => {}
      const signal = new Promise<NodeJS.Signals>((resolve) => {
        called = () => resolve('SIGINT')
      })
      await using silent = createServer((socket) => {
        socket.once('data', called).on('error', () => {})
      })
      const url = `https://127.0.0.1:${await portOf(silent)}`
      const ended = await kvittens(['doctor', '--config', world.config, '--peer', url], { signal })
      assert.equal(ended.signal, 'SIGINT')
      assert.match(ended.stderr, /^kvittens: Interrupted: Interrupted\.\n$/)
      assert.deepEqual(await readdir(world.dataDir), before)
    })
  }
})

describe('an examination', () => {
  const { signal } = new AbortController()
  const ok = (name: string, ...next: Check[]): Check => ({
    name,
    run: async () => ({ verdicts: [{ status: 'ok', found: { sv: name, en: name } }], next }),
  })

  it('tells each finding before those that it leads to, in the order of the checks', async () => {
    const names: string[] = []
    for await (const { check } of examine([ok('a', ok('b', ok('c')), ok('d')), ok('e')], { signal })) {
      names.push(check)
    }
    assert.deepEqual(names, ['a', 'b', 'c', 'd', 'e'])
  })

  it('tells a check that hangs, and one that breaks, and goes on', async () => {
    let stopped = false
    const hangs: Check = {
      name: 'hangs',
      cureWhenHung: { sv: 'Väck den.', en: 'Wake it.' },
      run: (signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            stopped = true
          })
        }),
    }
    const breaks: Check = { name: 'breaks', run: () => Promise.reject(new Error('no way\n  at stack')) }
    const told = await Array.fromAsync(examine([hangs, breaks, ok('last')], { signal, patience: 30 }))
    assert.deepEqual(
      told.map(({ check, status, found }) => [check, status, found.en]),
      [
        ['hangs', 'fail', 'hangs: no answer in 0.03 s.'],
        ['breaks', 'fail', 'breaks: it could not be looked at: no way.'],
        ['last', 'ok', 'last'],
      ],
    )
    assert.ok(stopped)
    assert.deepEqual(told[0]?.status === 'fail' && told[0].cure.en, 'Wake it.')
  })

  it('lets its checks clear away when a person breaks off', async () => {
    const person = new AbortController()
    let cleared = false
    const waits: Check = {
      name: 'waits',
      async run(signal) {
        await once(signal, 'abort')
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
        cleared = true
        return { verdicts: [], next: [] }
      },
    }
    const examination = examine([ok('first'), waits], { signal: person.signal })
    assert.equal((await examination.next()).value?.check, 'first')
    const rest = examination.next()
    person.abort()
    await assert.rejects(rest, { code: 'Interrupted' })
    assert.ok(cleared)
  })

  it('knows a Node that is too old', async () => {
    const statuses = await Promise.all(
      ['9.11.2', '20.19.0', '24.0.0', '24.10.1', '100.0.0'].map(async (version) => {
        const { verdicts } = await nodeVersion(version).run(signal)
        return verdicts[0]?.status
      }),
    )
    assert.deepEqual(statuses, ['fail', 'fail', 'ok', 'ok', 'ok'])
  })
})
