import assert from 'node:assert/strict'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { createCertificateAuthority } from '../../src/adapters/trust/issue.ts'
import { directoriesInOrder } from '../../src/adapters/directory/directories-in-order.ts'
import { ldapPublisher } from '../../src/adapters/directory/ldap/ldap-publisher.ts'
import { type LdapDirectoryOptions, ldapSource } from '../../src/adapters/directory/ldap/ldap-source.ts'
import { rememberingDirectory } from '../../src/adapters/directory/remembering-directory.ts'
import type { Directory, DirectoryAnswer } from '../../src/exchange/ports/directory.ts'
import {
  address,
  agreement,
  emptyDirectory,
  ldif,
  type LdifEntry,
  organisation,
  product,
} from '../support/directory-ldif.ts'
import { leftOut } from '../support/needs.ts'
import { organisationNumber } from '../support/organisation-numbers.ts'
import { type Slapd, startSlapd } from '../support/slapd.ts'
import { type TestClock, testClock } from '../support/test-clock.ts'

const agency = '2021000001'
const employer = organisationNumber(1)
const evil = organisationNumber(2)

const uuid = (index: number): string => `5c1e0000-0000-4000-8000-${String(index).padStart(12, '0')}`

const products = 'ou=Product types'
const [ofAgency, ofEmployer, ofEvil] = ['o=Agency,l=SHS', 'o=Employer AB,l=SHS', 'o=Evil,l=SHS']

function addressRdn(number: string, id: string): string {
  return `organizationNumber=${number}+serialNumber=${id}`
}

function evilUnit(index: number): string {
  return `ou=${index},${ofEvil}`
}

const publisher = { dn: 'cn=publisher,o=Employer AB,l=SHS', password: 'publisher-of-tests' }

const entries: Readonly<Record<string, LdifEntry>> = {
  ...emptyDirectory,
  ...organisation('Agency', `16${agency}`),
  ...organisation('Employer AB', employer),
  ...organisation('Evil', evil),
  [publisher.dn]: {
    objectClass: ['top', 'person'],
    cn: 'publisher',
    sn: 'publisher',
    userPassword: publisher.password,
  },
  // One product type and one address, each under the actor and in the shared branch.
  [`productName=Pay,${products},${ofAgency}`]: product('Pay', uuid(1).toUpperCase(), agency),
  'productName=Pay,o=Myndighetsprodukter,l=SHS': product('Pay', uuid(1), agency),
  [`${addressRdn(agency, uuid(1))},ou=Addresses,${ofAgency}`]: address(
    agency,
    uuid(1),
    'https://own.example/',
  ),
  [`${addressRdn(agency, uuid(1))},o=Myndighetsadresser,l=SHS`]: address(
    agency,
    uuid(1),
    'https://shared.example/',
  ),
  // In the shared branch alone.
  'productName=Shared,o=Myndighetsprodukter,l=SHS': product('Shared', uuid(2), agency),
  // The public agreement of the agency, and the same made up by another.
  [`serialNumber=${uuid(11)},ou=Agreements,${ofAgency}`]: agreement(uuid(11), agency, `urn:X-shs:${uuid(1)}`),
  [`serialNumber=${uuid(12)},ou=Agreements,${ofEvil}`]: agreement(uuid(12), agency, uuid(1)),
  'serialNumber=5c1e0000-0000-4000-8000-000000000013,o=Myndighetsprodukter,l=SHS': agreement(
    uuid(13),
    agency,
    uuid(1),
  ),
  // What another has written for the employer.
  [`productName=Fake,${products},${ofEvil}`]: product('Fake', uuid(3), employer),
  [`${addressRdn(employer, uuid(1))},ou=Addresses,${ofEvil}`]: address(
    employer,
    uuid(1),
    'https://evil.example/',
  ),
  [`o=Myndighetsadresser,${ofEvil}`]: { objectClass: ['top', 'organization'], o: 'Myndighetsadresser' },
  [`${addressRdn(employer, uuid(2))},o=Myndighetsadresser,${ofEvil}`]: address(
    employer,
    uuid(2),
    'https://evil.example/',
  ),
  [`o=Myndighetsprodukter,${ofEvil}`]: {
    objectClass: ['top', 'organization', 'shsOrgExtension'],
    o: 'Myndighetsprodukter',
    organizationNumber: employer,
  },
  // Ids that are taken by another: one of a product that the shared branch tells of, one of which nobody can tell.
  [`productName=Pay,${products},${ofEvil}`]: product('Pay', uuid(1), evil),
  [`productName=Mine,${products},${ofEmployer}`]: product('Mine', uuid(4), employer),
  [`productName=Mine,${products},${ofEvil}`]: product('Mine', uuid(4), evil),
  // Of two at once.
  [`productName=Two,${products},${ofEvil}`]: {
    ...product('Two', uuid(5), evil),
    principal: [`urn:X-shs:${evil}`, `urn:X-shs:${employer}`],
  },
}

describe('an LDAP directory', { skip: leftOut('slapd') && 'slapd is left out' }, () => {
  let slapd: Slapd

  before(async () => {
    slapd = await startSlapd({
      ldif: ldif(entries),
      access: `access to dn.subtree="${ofEmployer}" by dn.exact="${publisher.dn}" write by * read`,
    })
  })
  after(() => slapd[Symbol.asyncDispose]())

  type Opened = Directory & AsyncDisposable & { readonly clock: TestClock; readonly ignored: string[] }

  function open(options: Partial<LdapDirectoryOptions> = {}): Opened {
    const clock = testClock()
    const ignored: string[] = []
    const source = ldapSource({
      url: slapd.url,
      base: 'l=SHS',
      clock,
      ignored: ({ dn }) => void ignored.push(dn),
      ...options,
    })
    const times = options.times ?? {}
    return { ...rememberingDirectory(source, { clock, times }), clock, ignored }
  }

  it('takes the same entry under two branches for one, and the actor’s own before the shared', async () => {
    await using directory = open()
    const [address] = await directory.addresses([{ actor: agency, product: uuid(1) }])
    assert.ok(address?.kind === 'found')
    assert.equal(address.entry.url, 'https://own.example/')
    const [shared] = await directory.products([uuid(2)])
    assert.ok(shared?.kind === 'found' && shared.entry.principal === agency)
    const [agreements] = await directory.agreements([{ product: uuid(1), principal: agency }])
    assert.deepEqual(agreements?.kind === 'found' && agreements.entry.map((one) => one.uuid), [uuid(11)])
  })

  it('ignores what stands below another actor, and tells of it once', async () => {
    await using directory = open()
    const ask = async (): Promise<void> => {
      assert.deepEqual(kinds(await directory.products([uuid(3), uuid(5)])), ['absent', 'absent'])
      assert.deepEqual(
        kinds(
          await directory.addresses([
            { actor: employer, product: uuid(1) },
            { actor: employer, product: uuid(2) },
          ]),
        ),
        ['absent', 'absent'],
      )
      assert.deepEqual(kinds(await directory.agreementsById([uuid(12), uuid(13)])), ['absent', 'absent'])
      const [actor] = await directory.actors([employer])
      assert.ok(actor?.kind === 'found' && actor.entry.name === 'Employer AB')
    }
    await ask()
    directory.clock.advance(3_600_000)
    await ask()
    assert.equal(directory.ignored.length, 6)
    assert.ok(directory.ignored.every((dn) => /o=Evil|Myndighetsprodukter/.test(dn)))
  })

  it('does not let an id of a product type be taken by another', async () => {
    await using directory = open()
    const [pay, disputed] = await directory.products([uuid(1), uuid(4)])
    assert.ok(pay?.kind === 'found' && pay.entry.principal === agency)
    assert.equal(disputed?.kind, 'absent')
    assert.equal(directory.ignored.length, 2)
  })

  it('asks many keys in few searches', async () => {
    await using directory = open()
    const numbers = Array.from({ length: 300 }, (_, index) => organisationNumber(index + 1))
    const answers = await directory.actors(numbers)
    assert.deepEqual(
      answers.flatMap((answer) => (answer.kind === 'found' ? [answer.entry.name] : [])),
      ['Employer AB', 'Evil'],
    )
  })

  it('gets round the bound on the size of an answer, and suffers it for what is too much alone', async () => {
    const numbers = Array.from({ length: 12 }, (_, index) => organisationNumber(index + 1))
    await using small = await startSlapd({
      sizeLimit: 5,
      ldif: ldif({
        ...emptyDirectory,
        ...Object.assign({}, ...numbers.map((number, index) => organisation(`Actor ${index}`, number))),
        ...organisation('Evil', organisationNumber(20)),
        ...Object.assign(
          {},
          ...Array.from({ length: 6 }, (_, index) => ({
            [evilUnit(index)]: { objectClass: ['top', 'organizationalUnit'], ou: String(index) },
            [`productName=Pay,${evilUnit(index)}`]: product('Pay', uuid(1), agency),
          })),
        ),
        'productName=Good,o=Myndighetsprodukter,l=SHS': product('Good', uuid(2), agency),
      }),
    })
    await using directory = open({ url: small.url })
    assert.deepEqual(
      names(await directory.actors(numbers)),
      numbers.map((_, index) => `Actor ${index}`),
    )
    assert.deepEqual(kinds(await directory.products([uuid(2)])), ['found'])
    assert.deepEqual(kinds(await directory.products([uuid(1)])), ['unavailable'])
    assert.equal((await directory.status())[0]?.ok, true)
    assert.deepEqual(kinds(await directory.actors([organisationNumber(20)])), ['found'])
  })

  it('replaces a connection that was killed while it was idle, without a failed lookup', async () => {
    await using proxy = await openProxy(slapd.url)
    for (const tls of [{}, { startTls: true, ca: slapd.ca }]) {
      await using directory = open({ url: proxy.url, ...tls })
      assert.deepEqual(kinds(await directory.actors([agency])), ['found'])
      for (const end of ['destroy', 'resetAndDestroy'] as const) {
        for (const socket of proxy.sockets) socket[end]()
        directory.clock.advance(700_000)
        assert.deepEqual(stale(await directory.actors([agency])), [false], `${JSON.stringify(tls)} ${end}`)
      }
      assert.equal(proxy.opened(), 3)
      proxy.forget()
    }
  })

  it('replaces a connection that has fallen silent', async () => {
    await using proxy = await openProxy(slapd.url)
    const times = { searchTimeout: 200, idle: 10_000_000 }
    await using directory = open({ url: proxy.url, times })
    await directory.actors([agency])
    proxy.hush()
    directory.clock.advance(700_000)
    assert.deepEqual(stale(await directory.actors([agency])), [false])
    assert.equal(proxy.opened(), 2)
  })

  it('replaces a connection that has been idle for long before it is used', async () => {
    await using proxy = await openProxy(slapd.url)
    await using directory = open({ url: proxy.url })
    await directory.actors([agency])
    proxy.hush()
    directory.clock.advance(700_000)
    const begun = performance.now()
    assert.deepEqual(stale(await directory.actors([agency])), [false])
    assert.ok(performance.now() - begun < 2_000)
  })

  it('is waited for no longer than the bound, and then by one lookup only', async () => {
    await using directory = open({ times: { connectTimeout: 300, searchTimeout: 300, pause: 5_000 } })
    await directory.actors([agency])
    slapd.freeze()
    try {
      directory.clock.advance(700_000)
      const begun = performance.now()
      assert.deepEqual(stale(await directory.actors([agency])), [true])
      assert.deepEqual(kinds(await directory.actors([employer])), ['unavailable'])
      assert.ok(performance.now() - begun < 1_500)
      directory.clock.advance(6_000)
      const scout = directory.actors([agency])
      const others = performance.now()
      assert.deepEqual(kinds(await directory.products([uuid(1)])), ['unavailable'])
      assert.ok(performance.now() - others < 100)
      assert.deepEqual(stale(await scout), [true])
    } finally {
      slapd.thaw()
    }
    directory.clock.advance(6_000)
    assert.deepEqual(stale(await directory.actors([agency])), [false])
  })

  it('is asked by ldaps and by StartTLS, its certificate and name checked', async () => {
    const stranger = await createCertificateAuthority({ name: 'Another CA', now: Date.now() })
    await using wrongName = await startSlapd({ ldif: ldif(emptyDirectory), hostNames: ['elsewhere.example'] })
    for (const [good, bad] of [
      [{ url: slapd.tlsUrl }, { url: wrongName.tlsUrl }],
      [
        { url: slapd.url, startTls: true },
        { url: wrongName.url, startTls: true },
      ],
    ] as const) {
      await using trusted = open({ ...good, ca: slapd.ca })
      assert.deepEqual(kinds(await trusted.actors([agency])), ['found'])
      const byName = { ...good, url: good.url.replace('127.0.0.1', 'localhost') }
      await using named = open({ ...byName, ca: slapd.ca })
      assert.deepEqual(kinds(await named.actors([agency])), ['found'])
      for (const [options, words] of [
        [{ ...good, ca: stranger.certificatePem }, /certificate cannot be proved/],
        [good, /certificate cannot be proved/],
        [{ ...bad, ca: slapd.ca }, /certificate cannot be proved \(ERR_TLS_CERT_ALTNAME_INVALID\)/],
      ] as const) {
        await using refused = open(options)
        const [answer] = await refused.actors([agency])
        assert.ok(answer?.kind === 'unavailable')
        assert.match(answer.error.words.en, words)
      }
    }
  })

  it('is not asked without TLS on another machine, unless it is said that it may be', () => {
    for (const url of ['ldap://192.0.2.1', 'ldap://directory.example', 'ldap://127.0.0.1.example']) {
      assert.throws(() => open({ url }), { code: 'InsecureDirectory' })
      open({ url, insecure: true })
      open({ url, startTls: true })
    }
    for (const url of [
      'ldap://localhost',
      'ldap://[::1]:1389',
      'ldap://127.9.9.9',
      'ldaps://directory.example',
    ]) {
      open({ url })
    }
    for (const url of ['http://x', 'ldap://', 'ldap://a:b@localhost', 'ldap://localhost/l=SHS', 'x'])
      assert.throws(() => open({ url }), { code: 'BadDirectoryAddress' }, url)
  })

  it('is asked as somebody, and says so when the password is wrong, without the password', async () => {
    await using named = open({ login: { bindDn: publisher.dn, password: async () => publisher.password } })
    assert.deepEqual(kinds(await named.actors([agency])), ['found'])
    await using wrong = open({ login: { bindDn: publisher.dn, password: async () => 'not-the-secret' } })
    const [answer] = await wrong.actors([agency])
    assert.ok(answer?.kind === 'unavailable')
    assert.match(answer.error.words.en, /bindDn or its password is wrong/)
    assert.ok(!causes(answer.error).some((text) => text.includes('not-the-secret')))
  })

  it('says when the base is not in it', async () => {
    await using directory = open({ base: 'l=Elsewhere' })
    const [answer] = await directory.actors([agency])
    assert.ok(answer?.kind === 'unavailable')
    assert.match(answer.error.words.en, /the base is not in it/)
  })

  it('is one of several: the first with a hit wins, and one that is down is no no', async () => {
    await using second = await startSlapd({
      ldif: ldif({
        ...emptyDirectory,
        ...organisation('Agency of another name', agency),
        ...organisation('Only here', organisationNumber(5)),
      }),
    })
    await using both = directoriesInOrder([open(), open({ url: second.url })])
    const ask = [agency, organisationNumber(5), organisationNumber(6)]
    assert.deepEqual(names(await both.actors(ask)), ['Agency', 'Only here', 'absent'])

    const dead = open({ url: 'ldap://127.0.0.1:1' })
    await using halfDead = directoriesInOrder([dead, open({ url: second.url })])
    assert.deepEqual(names(await halfDead.actors(ask)), [
      'Agency of another name',
      'Only here',
      'unavailable',
    ])
    const status = await halfDead.status()
    assert.deepEqual(
      status.map(({ ok }) => ok),
      [false, true],
    )

    await using none = directoriesInOrder([])
    assert.deepEqual(await none.actors([agency]), [{ kind: 'absent', stale: false }])
  })

  it('keeps what the first said before while that is down, and asks the next for the rest', async () => {
    await using first = await startSlapd({
      ldif: ldif({ ...emptyDirectory, ...organisation('First', agency) }),
    })
    const clock = testClock()
    const at = (url: string): Directory & AsyncDisposable =>
      rememberingDirectory(ldapSource({ url, base: 'l=SHS', clock, ignored: () => {} }), { clock })
    await using both = directoriesInOrder([at(first.url), at(slapd.url)])
    await both.actors([agency, employer])
    await first.stop()
    clock.advance(700_000)
    const [known, elsewhere] = await both.actors([agency, employer])
    assert.ok(known?.kind === 'found' && known.stale && known.entry.name === 'First')
    assert.ok(elsewhere?.kind === 'found' && !elsewhere.stale && elsewhere.directory === slapd.url)
  })

  it('is asked once by callers who ask the same at once', async () => {
    let searches = 0
    const clock = testClock()
    const source = ldapSource({ url: slapd.url, base: 'l=SHS', clock, ignored: () => {} })
    const counting = {
      ...source,
      actors: (numbers: readonly string[]) => {
        searches += 1
        return source.actors(numbers)
      },
    }
    await using directory = rememberingDirectory(counting, { clock })
    await Promise.all(Array.from({ length: 20 }, () => directory.actors([agency, employer])))
    await directory.actors([employer])
    assert.equal(searches, 1)
  })

  it('is written to by one who may, below the own entry only', async () => {
    const login = { bindDn: publisher.dn, password: async () => publisher.password }
    const mine = {
      kind: 'address',
      actor: employer,
      product: uuid(1),
      url: 'https://employer.example/',
    } as const
    const own = ldapPublisher({ url: slapd.url, base: ofEmployer, login })
    const published = await own.publish(mine)
    assert.equal(published.change, 'added')
    assert.match(published.place, /,ou=Addresses,o=Employer AB,l=SHS$/)
    await using directory = open()
    const [address] = await directory.addresses([{ actor: employer, product: uuid(1) }])
    assert.ok(address?.kind === 'found' && address.entry.url === mine.url)

    const others = ldapPublisher({ url: slapd.url, base: ofEvil, login })
    await assert.rejects(others.publish({ ...mine, actor: evil }), {
      code: 'PublishingRefused',
      message: /permission denied/,
    })
    await assert.rejects(others.publish(mine), { code: 'PublishingRefused', message: /is of / })
    const nowhere = ldapPublisher({ url: slapd.url, base: 'o=Nobody,l=SHS', login })
    await assert.rejects(nowhere.publish(mine), { code: 'PublishingRefused', message: /is not in it/ })
    const down = ldapPublisher({ url: 'ldap://127.0.0.1:1', base: ofEmployer, login })
    await assert.rejects(down.publish(mine), { code: 'DirectoryUnavailable', retryable: true })
  })
})

function kinds<T>(answers: readonly DirectoryAnswer<T>[]): readonly string[] {
  return answers.map(({ kind }) => kind)
}

function names(answers: readonly DirectoryAnswer<{ readonly name: string }>[]): readonly string[] {
  return answers.map((answer) => (answer.kind === 'found' ? answer.entry.name : answer.kind))
}

function stale<T>(answers: readonly DirectoryAnswer<T>[]): readonly (boolean | string)[] {
  return answers.map((answer) => (answer.kind === 'found' ? answer.stale : answer.kind))
}

function causes(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return []
  return [String(error.stack), JSON.stringify(error), ...causes(error.cause)]
}

interface Proxy extends AsyncDisposable {
  readonly url: string
  /** What leads to the directory's clients. */
  readonly sockets: Set<Socket>
  /** Passes nothing more on, on the connections that there are. */
  hush(): void
  opened(): number
  forget(): void
}

/** Stands between a client and its server, and can lose a connection as networks do. */
async function openProxy(to: string): Promise<Proxy> {
  const port = Number(new URL(to).port)
  const sockets = new Set<Socket>()
  let count = 0
  const server: Server = createServer((socket) => {
    count += 1
    sockets.add(socket)
    const beyond = connect(port, '127.0.0.1')
    socket.pipe(beyond).pipe(socket)
    for (const [one, other] of [
      [socket, beyond],
      [beyond, socket],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `ldap://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    sockets,
    hush() {
      for (const socket of sockets) socket.unpipe().on('data', () => {})
    },
    opened: () => count,
    forget() {
      count = 0
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
