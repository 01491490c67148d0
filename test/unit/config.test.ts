import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createCertificateAuthority } from '../../src/adapters/trust/issue.ts'
import { usualHours } from '../../src/exchange/agreements/opening-hours.ts'
import { checkConfig } from '../../src/node/config/check-config.ts'
import { configSchema } from '../../src/node/config/config-schema.ts'
import type { Config } from '../../src/node/config/config.ts'
import { parseDuration } from '../../src/node/config/duration.ts'
import { variableOf } from '../../src/node/config/environment.ts'
import { loadConfig } from '../../src/node/config/load-config.ts'
import { nearMiss } from '../../src/node/config/near-miss.ts'
import { ConfigError, type Problem, problemText } from '../../src/node/config/problem.ts'
import { sampleConfig } from '../../src/node/config/sample-config.ts'
import { parseSize } from '../../src/node/config/size.ts'

let dir: string
let count = 0

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvittens-config-'))
})

after(() => rm(dir, { recursive: true }))

const good = `node:     { id: agency-1, actor: "2021000001", name: Exempelmyndigheten, dataDir: ./data }
machines:
  listen: 127.0.0.1:8443
  publicUrl: https://localhost:8443
  certificates: [ { key: tls/node.key, certificate: tls/node.crt } ]
  trust:
    - { ca: tls/ca.crt, organisationNumber: { attribute: serialNumber, pattern: "^16(\\\\d{10})$" } }
`

type Environment = Readonly<Record<string, string | undefined>>

async function load(yaml: string | Uint8Array, env: Environment = {}): Promise<Config> {
  const file = join(dir, `kvittens-${count++}.yaml`)
  await writeFile(file, yaml)
  return loadConfig({ file, env })
}

async function problemsOf(yaml: string | Uint8Array, env: Environment = {}): Promise<readonly Problem[]> {
  try {
    await load(yaml, env)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    assert.equal(error.code, 'BadSettings')
    return error.problems
  }
  return assert.fail('the settings were taken')
}

/** Each problem as the user reads it, from after the folder of the file. */
async function told(yaml: string | Uint8Array, env: Environment = {}): Promise<string[]> {
  const problems = await problemsOf(yaml, env)
  return problems.map((problem) => problemText(problem, 'en').replace(/^.*kvittens-\d+\.yaml/, 'F'))
}

describe('the settings', () => {
  it('of the product page are read, with defaults', async () => {
    const config = await load(good)
    assert.deepEqual(config.node, {
      id: 'agency-1',
      actor: '2021000001',
      name: 'Exempelmyndigheten',
      dataDir: join(dir, 'data'),
      timeZone: 'Europe/Stockholm',
    })
    assert.deepEqual(config.machines, {
      listen: { host: '127.0.0.1', port: 8443 },
      publicUrl: 'https://localhost:8443',
      certificates: [{ key: join(dir, 'tls/node.key'), certificate: join(dir, 'tls/node.crt') }],
      trust: [
        {
          ca: join(dir, 'tls/ca.crt'),
          organisationNumber: { attribute: 'serialNumber', pattern: String.raw`^16(\d{10})$` },
          eku: 'optional',
          side: 'production',
        },
      ],
    })
    assert.deepEqual(config.operations.listen, { host: '127.0.0.1', port: 8445 })
    assert.deepEqual([config.messages, config.blobs, config.mailbox.lease], ['sqlite', 'disk', 3_600_000])
    const { maxMessageBytes, maxLabelBytes, maxDataParts, inlineBytes } = config.limits
    assert.deepEqual(
      [maxMessageBytes, maxLabelBytes, maxDataParts, inlineBytes],
      [20 * 1024 ** 3, 65_536, 1000, 131_072],
    )
    assert.equal(config.log.level, 'info')
  })

  it('of agreements are the usual hours and a warning, unless told otherwise', async () => {
    assert.deepEqual((await load(good)).agreements, { qos: 'warn', hours: usualHours })
    const told = await load(
      `${good}agreements: { qos: enforce, hours: { night: "21:30-05:00:30", office: 09:00 - 24:00 } }\n`,
      { KVITTENS_AGREEMENTS_HOURS_EXTENDED: '07:00-20:00' },
    )
    assert.deepEqual(told.agreements, {
      qos: 'enforce',
      hours: {
        office: { start: '09:00', stop: '24:00' },
        extended: { start: '07:00', stop: '20:00' },
        night: { start: '21:30', stop: '05:00:30' },
      },
    })
  })

  it('take a plain list of CA files', async () => {
    const config = await load(good.replace(/trust:[^]*$/, 'trust: [ a.crt, /b.crt ]\n'))
    assert.deepEqual(config.machines.trust, [
      { ca: join(dir, 'a.crt'), eku: 'optional', side: 'production' },
      { ca: '/b.crt', eku: 'optional', side: 'production' },
    ])
  })

  it('take directories, each with its defaults, and read nothing between quotes as no key', async () => {
    const config = await load(`${good}directory:
  - { url: "ldap://127.0.0.1:389", base: "l=SHS", bindDn: "", passwordFile: "" }
  - url: ldaps://directory.example.se
    bindDn: cn=reader,l=SHS
    passwordFile: secrets/reader
    ca: tls/ca.crt
    publish: { bindDn: "cn=writer,l=SHS", passwordFile: secrets/writer, base: "o=A,l=SHS" }
  - { url: file:directory.yaml }
`)
    const plain = { base: 'l=SHS', startTls: false, insecure: false }
    assert.deepEqual(config.directory, [
      { place: { kind: 'ldap', url: 'ldap://127.0.0.1:389' }, ...plain },
      {
        place: { kind: 'ldap', url: 'ldaps://directory.example.se' },
        ...plain,
        bindDn: 'cn=reader,l=SHS',
        passwordFile: join(dir, 'secrets/reader'),
        ca: join(dir, 'tls/ca.crt'),
        publish: {
          bindDn: 'cn=writer,l=SHS',
          passwordFile: join(dir, 'secrets/writer'),
          base: 'o=A,l=SHS',
        },
      },
      { place: { kind: 'file', path: join(dir, 'directory.yaml') }, ...plain },
    ])
    assert.deepEqual((await load(good)).directory, [])
  })

  it('take aliases, an unquoted number and IPv6', async () => {
    const yaml = good.replace('"2021000001"', '2021000001').replace('127.0.0.1:8443', '"[::1]:0"')
    const config = await load(`${yaml}mailbox: { lease: &t 2h }\nlimits: { drainTimeout: *t }\n`)
    assert.equal(config.node.actor, '2021000001')
    assert.deepEqual(config.machines.listen, { host: '::1', port: 0 })
    assert.equal(config.limits.drainTimeout, 7_200_000)
  })

  it('are frozen, all of them', async () => {
    const config = await load(good)
    assert.ok(Object.isFrozen(config.machines.trust[0]?.organisationNumber))
    assert.throws(() => Object.assign(config.limits, { maxDataParts: 1 }), TypeError)
  })

  it('know where each value was written', async () => {
    const { places, file } = await load(good, { KVITTENS_NODE_ID: 'other' })
    assert.deepEqual(places['machines.certificates[0].key'], { kind: 'file', file, line: 5 })
    assert.deepEqual(places['node.id'], { kind: 'environment', variable: 'KVITTENS_NODE_ID' })
  })
})

describe('an error in the settings', () => {
  const cases: readonly [title: string, yaml: string, problem: RegExp][] = [
    [
      'an unknown key',
      `${good}limts: { maxDataParts: 3 }\n`,
      /^F:8: limts: Unknown key\. Did you mean limits\?$/,
    ],
    [
      'a key in the wrong case',
      good.replace('publicUrl', 'publicurl'),
      /^F:4: machines\.publicurl: Unknown key\. Did you mean publicUrl\?$/,
    ],
    [
      'a key like no other',
      `${good}zebra: 1\n`,
      /^F:8: zebra: Unknown key\. Remove it; what may stand here: node, machines, /,
    ],
    [
      'a missing key',
      good.replace('id: agency-1, ', ''),
      /^F:1: node\.id: The key is missing\. Give a name of letters/,
    ],
    [
      'a key with nothing in it',
      good.replace('127.0.0.1:8443', ''),
      /^F:3: machines\.listen: The key is missing/,
    ],
    [
      'a wrong check digit',
      good.replace('2021000001', '2021000002'),
      /^F:1: node\.actor: The check digit of 202100-0002 is wrong\. Give an organisation number/,
    ],
    [
      'a listen address without a port',
      good.replace('127.0.0.1:8443', 'localhost'),
      /^F:3: machines\.listen: The value "localhost" .*127\.0\.0\.1:8443/,
    ],
    ['a port that is none', good.replace('127.0.0.1:8443', 'h:70000'), /^F:3: machines\.listen/],
    ['a URL without TLS', good.replace('https:', 'http:'), /^F:4: machines\.publicUrl: .*https:\/\//],
    [
      'a list that is a map',
      good.replace(/certificates: .*/, 'certificates: { key: a }'),
      /^F:5: machines\.certificates: .*Give a list/,
    ],
    [
      'an empty list',
      good.replace(/certificates: .*/, 'certificates: []'),
      /machines\.certificates: The list is missing or empty\. Give at least 1\.$/,
    ],
    [
      'a list that is missing',
      good.replace(/ {2}certificates: .*\n/, ''),
      /machines\.certificates: The list is missing or empty/,
    ],
    [
      'an item with a key too little',
      good.replace('key: tls/node.key, ', ''),
      /^F:5: machines\.certificates\[0\]\.key: The key is missing/,
    ],
    [
      'an item with a key too much',
      good.replace('{ ca:', '{ sde: test, ca:'),
      /^F:7: machines\.trust\[0\]\.sde: Unknown key\. Did you mean side\?$/,
    ],
    [
      'a pattern that is none',
      good.replace('^16(', '^16(('),
      /^F:7: machines\.trust\[0\]\.organisationNumber\.pattern: .*regular expression/,
    ],
    ['a map that is a value', good.replace(/node: .*/, 'node: here'), /^F:1: node: .*Give keys with values/],
    [
      'a value that is a map',
      good.replace('listen: 127.0.0.1:8443', 'listen: { port: 1 }'),
      /^F:3: machines\.listen: .*Give one single value/,
    ],
    [
      'a size without sense',
      `${good}limits: { maxMessageBytes: 20 gigs }\n`,
      /^F:8: limits\.maxMessageBytes: The value "20 gigs" is not good\. Give a size such as 64KiB/,
    ],
    ['a limit of nothing', `${good}limits: { maxMessageBytes: 0 }\n`, /^F:8: limits\.maxMessageBytes/],
    [
      'a duration without a unit',
      `${good}mailbox: { lease: 3600 }\n`,
      /^F:8: mailbox\.lease: The value "3600" is not good\. Give a time such as 10s/,
    ],
    [
      'hours without an end',
      `${good}agreements: { hours: { office: 08:00 } }\n`,
      /^F:8: agreements\.hours\.office: The value "08:00" is not good\. Give two times of day such as 08:00-17:00/,
    ],
    [
      'hours that no day has',
      `${good}agreements: { hours: { office: 08:00-25:00 } }\n`,
      /^F:8: .*"08:00-25:00"/,
    ],
    [
      'a mode that is none',
      `${good}agreements: { qos: maybe }\n`,
      /^F:8: agreements\.qos: The value "maybe" is not good\. Give warn, enforce\.$/,
    ],
    [
      'a time zone that is none',
      good.replace('dataDir', 'timeZone: Mars/Olympus, dataDir'),
      /^F:1: node\.timeZone: /,
    ],
    [
      'a store that is not built',
      `${good}messages: postgres://db\n`,
      /^F:8: messages: The value "postgres:\/\/db" is not good\. Give sqlite\.$/,
    ],
    [
      'a key that stands twice',
      `${good}log: { level: info }\nlog: { level: warn }\n`,
      /^F:9: The line is not YAML: .*unique/,
    ],
    ['a line that is no YAML', `${good}log: [ a\n`, /^F:\d+: The line is not YAML/],
    ['two documents', `${good}---\n${good}`, /^F: The file holds several YAML documents/],
    [
      'a directory that is none',
      `${good}directory: [ { url: "https://directory.example.se" } ]\n`,
      /^F:8: directory\[0\]\.url: The value "https:.*Give ldaps:\/\/host, ldap:\/\/host or file:path\.$/,
    ],
    [
      'a directory to write in without a place',
      `${good}directory: [ { url: "ldap://localhost", publish: { bindDn: x, passwordFile: y } } ]\n`,
      /^F:8: directory\[0\]\.publish\.base: The key is missing/,
    ],
    ['an empty file', '# nothing\n', /node\.id: The key is missing/],
  ]
  for (const [title, yaml, expected] of cases) {
    it(`such as ${title} names file, line, key and cure`, async () => {
      assert.match((await told(yaml))[0] ?? '', expected)
    })
  }

  it('does not hide the others', async () => {
    const problems = await told('node: { id: "a b", actor: "1", nme: x }\nzebra: 1\n', {
      KVITTENS_LOG_LEVEL: 'loud',
    })
    assert.deepEqual(
      problems
        .map((problem) => /(?:^F:\d+: |^KVITTENS_LOG_LEVEL: )([\w.[\]]+): /.exec(problem)?.[1])
        .toSorted((one, other) => String(one).localeCompare(String(other))),
      [
        'log.level',
        'machines.certificates',
        'machines.listen',
        'machines.trust',
        'node.actor',
        'node.dataDir',
        'node.id',
        'node.name',
        'node.nme',
        'zebra',
      ],
    )
  })

  it('is told in Swedish too', async () => {
    const [problem] = await problemsOf(`${good}limts: {}\n`)
    assert.ok(problem)
    assert.match(problemText(problem, 'sv'), /:8: limts: Okänd nyckel\. Menade du limits\?$/)
  })

  it('such as a file that is not there says how to make one', async () => {
    await assert.rejects(
      loadConfig({ file: join(dir, 'none.yaml'), env: {} }),
      /none\.yaml: .*ENOENT.*kvittens init/,
    )
  })

  it('such as Latin-1 names the file', async () => {
    assert.match(
      (await told(Buffer.from(good.replace('Exempel', 'Åmål'), 'latin1')))[0] ?? '',
      /^F: The file is not UTF-8/,
    )
  })
})

describe('the environment', () => {
  it('names a key by its path in capitals', () => {
    assert.equal(variableOf(['machines', 'publicUrl']), 'KVITTENS_MACHINES_PUBLIC_URL')
    assert.equal(variableOf(['node', 'dataDir']), 'KVITTENS_NODE_DATA_DIR')
  })

  it('overrides values, in groups that the file leaves out too', async () => {
    const config = await load(good, {
      KVITTENS_MACHINES_LISTEN: '0.0.0.0:443',
      KVITTENS_NODE_DATA_DIR: 'elsewhere',
      KVITTENS_LIMITS_MAX_DATA_PARTS: '7',
    })
    assert.deepEqual(config.machines.listen, { host: '0.0.0.0', port: 443 })
    assert.equal(config.node.dataDir, join(dir, 'elsewhere'))
    assert.equal(config.limits.maxDataParts, 7)
  })

  it('overrides a wrong or missing value of the file', async () => {
    const config = await load(good.replace('"2021000001"', 'wrong').replace('id: agency-1, ', ''), {
      KVITTENS_NODE_ACTOR: '202100-0001',
      KVITTENS_NODE_ID: 'n1',
    })
    assert.deepEqual([config.node.actor, config.node.id], ['2021000001', 'n1'])
  })

  it('overrides lists as YAML in one line', async () => {
    const config = await load(good, { KVITTENS_MACHINES_TRUST: '[ { ca: x.crt, side: test }, y.crt ]' })
    assert.deepEqual(
      config.machines.trust.map(({ ca, side }) => [ca, side]),
      [
        [join(dir, 'x.crt'), 'test'],
        [join(dir, 'y.crt'), 'production'],
      ],
    )
  })

  it('names a bad variable', async () => {
    assert.match(
      (await told(good, { KVITTENS_LOG_LEVEL: 'loud' }))[0] ?? '',
      /^KVITTENS_LOG_LEVEL: log\.level: The value "loud"/,
    )
    assert.match(
      (await told(good, { KVITTENS_MACHINES_TRUST: '[ {' }))[0] ?? '',
      /^KVITTENS_MACHINES_TRUST: /,
    )
    assert.match(
      (await told(good, { KVITTENS_MACHINES_TRUST: '[ { sid: test, ca: x } ]' }))[0] ?? '',
      /^KVITTENS_MACHINES_TRUST: machines\.trust\[0\]\.sid: /,
    )
  })

  it('may not hold a setting that is none', async () => {
    assert.deepEqual(await told(good, { KVITTENS_MACHINE_LISTEN: 'x' }), [
      'KVITTENS_MACHINE_LISTEN: The environment variable is no setting. Did you mean KVITTENS_MACHINES_LISTEN?',
    ])
  })

  it('may hold what is not ours to read', async () => {
    await load(good, {
      KVITTENS_CONFIG: 'x',
      KVITTENS_TEST_WITHOUT: 'curl',
      KVITTENS_TRY_PORT: '1',
      HOME: '/',
      KVITTENS_PORT: 'tcp://10.0.0.1:8443',
      KVITTENS_SERVICE_HOST: '10.0.0.1',
      KVITTENS_SERVICE_PORT_HTTPS: '8443',
      KVITTENS_PORT_8443_TCP_ADDR: '10.0.0.1',
    })
  })
})

describe('sizes and durations', () => {
  const sizes: readonly [string, number | undefined][] = [
    ['20GiB', 20 * 1024 ** 3],
    ['64KiB', 65_536],
    ['1.5KiB', 1536],
    ['10 MB', 10_000_000],
    ['512', 512],
    ['7B', 7],
    ['0.3B', undefined],
    ['64kib', undefined],
    ['-1', undefined],
    ['', undefined],
    ['1e3', undefined],
    ['99999TiB', undefined],
  ]
  for (const [text, bytes] of sizes)
    it(`${text || 'nothing'} is ${bytes ?? 'no'} bytes`, () => assert.equal(parseSize(text), bytes))

  const durations: readonly [string, number | undefined][] = [
    ['1h', 3_600_000],
    ['10s', 10_000],
    ['4d', 345_600_000],
    ['250ms', 250],
    ['1h30m', 5_400_000],
    ['0', 0],
    ['10', undefined],
    ['1w', undefined],
    ['', undefined],
    ['-1s', undefined],
    ['1.5h', undefined],
  ]
  for (const [text, time] of durations)
    it(`${text || 'nothing'} is ${time ?? 'no'} milliseconds`, () => assert.equal(parseDuration(text), time))
})

describe('a near miss', () => {
  it('is a swapped, missing or wrong letter, and no other word', () => {
    const known = ['listen', 'publicUrl', 'certificates', 'trust']
    assert.equal(nearMiss('lisetn', known), 'listen')
    assert.equal(nearMiss('PUBLIC_URL', known), 'publicUrl')
    assert.equal(nearMiss('certificate', known), 'certificates')
    assert.equal(nearMiss('zebra', known), undefined)
  })
})

describe('the sample', () => {
  const facts = { id: 'agency-1', actor: '2021000001', name: 'Verk: "Å" # 1' }

  it('is taken by the loader as it is', async () => {
    const config = await load(sampleConfig(facts))
    assert.equal(config.node.name, facts.name)
    assert.equal(config.machines.publicUrl, 'https://localhost:8443')
  })

  it('is taken with every commented setting switched on, and they are the defaults', async () => {
    const all = sampleConfig(facts).replaceAll(/^(\s*)# (\s*(?:[\w]+):(?: |$))/gm, '$1$2')
    const config = await load(all)
    const plain = await load(sampleConfig(facts))
    assert.deepEqual({ ...config, file: '', places: {} }, { ...plain, file: '', places: {} })
  })

  it('shows every setting', () => {
    const text = sampleConfig(facts)
    for (const key of keysOf(configSchema())) assert.match(text, new RegExp(`\\b${key}:`), key)
  })
})

describe('the JSON Schema', () => {
  it('describes every key, and closes every object', () => {
    const schema = configSchema()
    assert.equal(schema['$schema'], 'https://json-schema.org/draft/2020-12/schema')
    assert.ok(keysOf(schema).length > 30)
    assert.deepEqual(schema['required'], ['node', 'machines'])
    eachObject(schema, (object) => {
      assert.equal(object['additionalProperties'], false)
      for (const property of Object.values(Object(object['properties'])))
        assert.ok(Object(property).description.length > 2)
    })
  })

  it('names the environment variable of each key', () => {
    assert.match(JSON.stringify(configSchema()), /Environment: KVITTENS_NODE_DATA_DIR\./)
  })
})

describe('a check of the settings', () => {
  it('finds nothing in settings whose files fit together', async () => {
    const config = await withFiles('fit')
    assert.deepEqual(await checkConfig(config), [])
  })

  it('tells a missing file, a key of another certificate and a CA that is none, each with its line', async () => {
    const config = await withFiles('unfit', { other: true })
    const problems = (await checkConfig(config)).map((problem) => problemText(problem, 'en'))
    assert.match(
      problems[0] ?? '',
      /:5: machines\.certificates\[0\]\.key: The key .*node\.key does not belong to the certificate/,
    )
    assert.match(problems[1] ?? '', /:7: machines\.trust\[0\]\.ca: .*ca\.crt does not hold CA certificates/)
    assert.equal(problems.length, 2)
    const gone = await load(good.replaceAll('tls/', 'gone/'))
    assert.match(
      problemText((await checkConfig(gone))[0] ?? assert.fail(), 'en'),
      /:5: machines\.certificates\[0\]\.key: .*gone\/node\.key is missing\. Put the file there/,
    )
  })
})

describe('a check of the directories in the settings', () => {
  const cases: readonly [title: string, directory: string, problem: RegExp][] = [
    [
      'plain LDAP to another machine',
      '{ url: "ldap://directory.example.se" }',
      /:8: directory\[0\]\.url: LDAP without TLS .* insecure: true\.$/,
    ],
    [
      'StartTLS where TLS is',
      '{ url: "ldaps://directory.example.se", startTls: true }',
      /directory\[0\]\.startTls: ldaps:\/\/ is TLS/,
    ],
    [
      'a name without a password',
      '{ url: "ldap://localhost", bindDn: "cn=x" }',
      /directory\[0\]\.bindDn: .*Give passwordFile/,
    ],
    [
      'a password of nobody',
      '{ url: "ldap://localhost", passwordFile: x }',
      /directory\[0\]\.passwordFile: .*Give bindDn/,
    ],
    [
      'a password file that is not there',
      '{ url: "ldap://localhost", bindDn: "cn=x", passwordFile: none }',
      /directory\[0\]\.passwordFile: .*none is missing/,
    ],
    [
      'a password file to write with that is not there',
      '{ url: "ldap://localhost", publish: { bindDn: "cn=x", passwordFile: none, base: "o=A" } }',
      /directory\[0\]\.publish\.passwordFile: .*none is missing/,
    ],
    [
      'a CA that is none',
      '{ url: "ldaps://localhost", ca: directory/node.crt }',
      /directory\[0\]\.ca: .*node\.crt does not hold CA certificates/,
    ],
  ]
  for (const [title, directory, expected] of cases) {
    it(`tells ${title}`, async () => {
      const config = await withFiles('directory', { settings: `directory: [ ${directory} ]\n` })
      const problems = (await checkConfig(config)).map((problem) => problemText(problem, 'en'))
      assert.equal(problems.length, 1)
      assert.match(problems[0] ?? '', expected)
    })
  }

  it('finds nothing in one that is allowed to be read on the way', async () => {
    const settings = 'directory: [ { url: "ldap://directory.example.se", insecure: true } ]\n'
    assert.deepEqual(await checkConfig(await withFiles('directory', { settings })), [])
  })
})

async function withFiles(name: string, { other = false, settings = '' } = {}): Promise<Config> {
  const ca = await createCertificateAuthority({ name: 'CA', now: Date.now() })
  const order = { organisationNumber: '2021000001', commonName: 'node' }
  const node = await ca.issue(order)
  await mkdir(join(dir, name), { recursive: true })
  await writeFile(join(dir, name, 'node.crt'), node.certificatePem + ca.certificatePem)
  await writeFile(join(dir, name, 'node.key'), other ? (await ca.issue(order)).keyPem : node.keyPem)
  await writeFile(join(dir, name, 'ca.crt'), other ? node.certificatePem : ca.certificatePem)
  return load(good.replaceAll('tls/', `${name}/`) + settings)
}

function keysOf(schema: object): string[] {
  const keys: string[] = []
  eachObject(schema, (object) => keys.push(...Object.keys(Object(object['properties']))))
  return keys
}

function eachObject(schema: unknown, see: (object: Record<string, unknown>) => void): void {
  if (typeof schema !== 'object' || schema === null) return
  const object = schema as Record<string, unknown>
  if (object['type'] === 'object') see(object)
  for (const inner of Object.values(object)) eachObject(inner, see)
}
