import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { checkConfig } from '../../src/node/config/check-config.ts'
import { configSchema } from '../../src/node/config/config-schema.ts'
import type { Config } from '../../src/node/config/config.ts'
import { loadConfig } from '../../src/node/config/load-config.ts'
import { ConfigError, type Problem, problemText } from '../../src/node/config/problem.ts'
import { openActorHandlers } from '../../src/node/open-actor-handlers.ts'

const product = '00000000-0000-4000-8000-000000000001'
const other = '00000000-0000-4000-8000-000000000002'
const base = `node: { id: n, actor: "2021000001", name: N, dataDir: data }
machines: { listen: 127.0.0.1:0, certificates: [ { key: k, certificate: c } ], trust: [ ca ] }
`

let dir: string
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvittens-handlers-'))
  await writeFile(join(dir, 'answer'), '#!/bin/sh\ncat\n')
  await chmod(join(dir, 'answer'), 0o700)
  await writeFile(join(dir, 'plain'), '')
})
after(() => rm(dir, { recursive: true }))

async function load(handlers: readonly string[], env: Record<string, string> = {}): Promise<Config> {
  const file = join(dir, 'kvittens.yaml')
  await writeFile(file, `${base}handlers:\n${handlers.map((handler) => `  - ${handler}\n`).join('')}`)
  return await loadConfig({ file, env })
}

async function loadProblems(handler: string, env: Record<string, string> = {}): Promise<readonly Problem[]> {
  try {
    await load([handler], env)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems
  }
  return []
}

function told(problems: readonly Problem[]): string[] {
  return problems
    .filter(({ key }) => key?.startsWith('handlers') === true)
    .map((problem) => problemText(problem, 'en').replace(/^.*?kvittens\.yaml/, 'F'))
}

describe('the handlers in the settings', () => {
  it('are read with their defaults, the program from the folder of the file', async () => {
    const config = await load([
      `{ name: ask, product: "urn:X-shs:${product}", url: "http://127.0.0.1:9000/fraga" }`,
      `{ name: katalog, product: "${other}", actor: "556000-0001", command: [answer, --json, 010, "", a b], timeout: 30s, contentType: text/xml, fileName: svar.xml, concurrency: 2, test: true }`,
    ])
    assert.deepEqual(config.handlers, [
      {
        name: 'ask',
        product,
        test: false,
        url: 'http://127.0.0.1:9000/fraga',
        insecure: false,
        timeout: 60_000,
        concurrency: 8,
      },
      {
        name: 'katalog',
        product: other,
        test: true,
        actor: '5560000001',
        insecure: false,
        command: [join(dir, 'answer'), '--json', '010', '', 'a b'],
        contentType: 'text/xml',
        fileName: 'svar.xml',
        timeout: 30_000,
        concurrency: 2,
      },
    ])
    assert.deepEqual(told(await checkConfig(config)), [])
    await using handlers = await openActorHandlers(config, { fault: assert.ifError, unanswered: assert.fail })
    assert.ok(handlers.has('2021000001', product, 'production'))
    assert.ok(!handlers.has('2021000001', product, 'test'))
    assert.ok(handlers.has('5560000001', other, 'production'))
    assert.ok(handlers.has('5560000001', other, 'test'))
    assert.ok(!handlers.has('2021000001', other, 'production'))
  })

  const unread: readonly [title: string, handler: string, problem: RegExp][] = [
    ['a command that is no list', 'command: "answer --json"', /^F:4: handlers\[0\]\.command: .*Give a list/],
    [
      'a word of a command that is a map',
      'command: [answer, { a: b }]',
      /handlers\[0\]\.command\[1\]: .*single value/,
    ],
    ['a URL of another kind', 'url: "ftp://localhost/"', /handlers\[0\]\.url: .*http:\/\/ or https:\/\//],
    ['a timeout longer than a timer goes', 'url: "http://[::1]/", timeout: 30d', /timeout: .*at most 24h/],
    ['a path for a file name', 'command: [answer], fileName: ../x', /fileName: .*Give a file name/],
    ['a content type that is none', 'command: [answer], contentType: xml', /contentType: .*media type/],
  ]
  for (const [title, keys, expected] of unread) {
    it(`with ${title} are not read`, async () => {
      const [first = ''] = told(await loadProblems(`{ name: x, product: "${product}", ${keys} }`))
      assert.match(first, expected)
    })
  }

  const unfit: readonly [title: string, keys: string, problems: readonly RegExp[]][] = [
    ['neither url nor command', '', [/^F:4: handlers\[0\]: It has neither url nor command\. Give one/]],
    [
      'both url and command',
      'url: "http://127.0.0.1/", command: [answer]',
      [/handlers\[0\]\.command: It has both/],
    ],
    ['an empty command', 'command: []', [/handlers\[0\]\.command: The list is empty/]],
    [
      'plain HTTP to another machine',
      'url: "http://10.0.0.1/"',
      [/handlers\[0\]\.url: HTTP without TLS .*insecure: true/],
    ],
    [
      'a password in its URL',
      'url: "https://me:secret@localhost/"',
      [/url: The URL holds a password\. Remove it/],
    ],
    ['a name that only begins like loopback', 'url: "http://127.example.se/"', [/HTTP without TLS/]],
    [
      'a content type for a URL',
      'url: "http://localhost/", contentType: text/xml',
      [/contentType: The key belongs to command/],
    ],
    ['insecure for a command', 'command: [answer], insecure: true', [/insecure: The key belongs to url/]],
    [
      'a CA without TLS',
      'url: "http://localhost/", ca: answer',
      [/ca: .*does not hold CA/, /ca: A URL with http:/],
    ],
    [
      'a program that is not there',
      'command: [gone]',
      [/command\[0\]: .*gone is no program.*no PATH is searched/],
    ],
    ['a program that may not be run', 'command: [plain]', [/command\[0\]: .*plain is no program/]],
    ['a folder for a program', 'command: [.]', [/command\[0\]: .*is no program/]],
    ['plain HTTP that was allowed', 'url: "http://10.0.0.1/", insecure: true', []],
    ['HTTPS', 'url: "https://system.example.se/"', []],
    ['all of 127/8', 'url: "http://127.1.2.3/"', []],
  ]
  for (const [title, keys, expected] of unfit) {
    it(`with ${title} have ${expected.length === 0 ? 'no fault' : 'a fault'}`, async () => {
      const config = await load([`{ name: x, product: "${product}", ${keys} }`])
      const problems = told(await checkConfig(config))
      assert.equal(problems.length, expected.length, problems.join('\n'))
      for (const [index, form] of expected.entries()) assert.match(problems[index] ?? '', form)
    })
  }

  it('are one for a product type and actor, and each has a name of its own: both places are named', async () => {
    const config = await load([
      `{ name: x, product: "${product}", url: "http://127.0.0.1/" }`,
      `{ name: y, product: "${product}", actor: "5560000001", url: "http://127.0.0.1/" }`,
      `{ name: x, product: "${product}", actor: "2021000001", url: "http://127.0.0.1/" }`,
    ])
    const problems = told(await checkConfig(config))
    assert.equal(problems.length, 2)
    assert.match(
      problems[0] ?? '',
      /^F:6: handlers\[2\]\.name: The name x is that of another \(.*kvittens\.yaml:4\)\./,
    )
    assert.match(
      problems[1] ?? '',
      /^F:6: handlers\[2\]\.product: Requests .* to 2021000001 are answered already \(.*kvittens\.yaml:4\)\./,
    )
    await assert.rejects(
      openActorHandlers(config, { fault: assert.ifError, unanswered: assert.fail }),
      ConfigError,
    )
  })

  it('are never taken from the environment', async () => {
    const good = `{ name: x, product: "${product}", url: "http://127.0.0.1/" }`
    for (const variable of ['KVITTENS_HANDLERS', 'KVITTENS_HANDLERS_0_COMMAND', 'KVITTENS_HANDLERS_X_URL']) {
      const value = `[ { name: y, product: "${other}", command: [/bin/sh] } ]`
      const problems = told(await loadProblems(good, { [variable]: value }))
      assert.deepEqual(problems, [
        `${variable}: handlers: The setting may stand only in the settings file on disk. Unset the environment variable, and write the setting in the file.`,
      ])
    }
  })

  it('leave the variables of a command alone, so that it may run kvittens', async () => {
    const env = {
      KVITTENS_TX_ID: 'x',
      KVITTENS_FROM: 'x',
      KVITTENS_FILE_NAME: 'x',
      KVITTENS_CONTENT_TYPE: 'x',
    }
    assert.deepEqual(
      await loadProblems(`{ name: x, product: "${product}", url: "http://127.0.0.1/" }`, env),
      [],
    )
  })

  it('are described without a variable', () => {
    const handlers = Object(configSchema()['properties']).handlers
    assert.match(handlers.description, /Only in the settings file on disk\.$/)
    assert.deepEqual(handlers.items.required, ['name', 'product'])
    assert.equal(handlers.items.properties.command.type, 'array')
  })
})
