import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { agency, sickNotification } from '../../src/node/trial/trial-facts.ts'
import type { TrialPaths } from '../../src/node/trial/trial-paths.ts'
import { writeTrial } from '../../src/node/trial/write-trial.ts'
import { type Ended, kvittens } from './kvittens.ts'

const program = fileURLToPath(new URL('../../bin/kvittens.js', import.meta.url))
const to = ['-t', agency.number, '-p', sickNotification.uuid]

let dir = ''
let paths: TrialPaths
let node: ReturnType<typeof spawn>

/** Runs the program with profiles for both organisations, in the folder of the test. */
function run(...args: readonly string[]): Promise<Ended> {
  return kvittens(args, { cwd: dir, env: { XDG_CONFIG_HOME: join(dir, 'config') } })
}

async function send(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await run('send', ...args, ...to, '--json', '--profile', 'employer')
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout)
}

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvittens-cli-'))
  paths = await writeTrial(join(dir, 'trial'), { machines: 0, operations: 0 }, Date.now())
  const imported = await kvittens(['import', paths.registry, '--config', paths.config])
  assert.equal(imported.code, 0, imported.stderr)
  node = spawn(process.execPath, [program, 'start', '--config', paths.config], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  assert.ok(node.stdout)
  const [ready] = await once(createInterface({ input: node.stdout }), 'line')
  const port = /machines=https:\/\/[^:]+:(\d+)/.exec(String(ready))?.[1] ?? ''
  await mkdir(join(dir, 'config', 'kvittens'), { recursive: true })
  await writeFile(
    join(dir, 'config', 'kvittens', 'profiles.yaml'),
    `employer: { url: "https://localhost:${port}", cert: "${paths.employerCertificate}", key: "${paths.employerKey}", ca: "${paths.ca}" }
agency: { url: "https://localhost:${port}", cert: "${paths.agencyCertificate}", key: "${paths.agencyKey}", ca: "${paths.ca}" }
`,
  )
})

after(async () => {
  if (node !== undefined && node.exitCode === null) {
    node.kill('SIGTERM')
    await once(node, 'exit')
  }
  await rm(dir, { recursive: true, force: true })
})

describe('a file by the command line, through a real node', () => {
  it('gets a receipt, is listed, fetched octet for octet, and acknowledged', async () => {
    const content = randomBytes(3_000_000)
    await writeFile(join(dir, 'lön oktober.bin'), content)
    const sent = await run(
      'send',
      'lön oktober.bin',
      ...to,
      '-s',
      'Lön för åäö',
      '-m',
      'år=2026',
      '-m',
      'månad=10',
      '--profile',
      'employer',
    )
    assert.equal(sent.code, 0, sent.stderr)
    assert.match(sent.stdout, /^kvittensID: (?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}$/m)
    assert.match(sent.stdout, /^fil: lön oktober\.bin$/m)
    assert.match(sent.stdout, /^antal bytes: 3000000$/m)
    const txId = /^txID: (.+)$/m.exec(sent.stdout)?.[1] ?? ''
    const id = /^kvittensID: (.+)$/m.exec(sent.stdout)?.[1] ?? ''

    const listed = await run('list', '--profile', 'agency')
    assert.match(listed.stdout, new RegExp(`^${txId} .* 3000000 +5560000001 +lön oktober\\.bin$`, 'm'))

    const fetched = await run('fetch', txId, '-d', 'in', '--json', '--profile', 'agency')
    assert.equal(fetched.code, 0, fetched.stderr)
    const facts = JSON.parse(fetched.stdout)
    assert.equal(facts.subject, 'Lön för åäö')
    assert.deepEqual(facts.meta, [
      { name: 'år', value: '2026' },
      { name: 'månad', value: '10' },
    ])
    assert.deepEqual(await readFile(join(dir, 'in', 'lön oktober.bin')), content)

    const gone = await run('list', '--noAck', '--profile', 'agency')
    assert.deepEqual(
      { code: gone.code, stdout: gone.stdout, stderr: gone.stderr },
      { code: 0, stdout: '', stderr: 'Nothing waits.\n' },
    )

    const receipt = await run(
      'receipt',
      'show',
      id.toLowerCase().replaceAll('-', ' '),
      '--profile',
      'employer',
    )
    assert.match(receipt.stdout, /^status: kvitterad$/m)
    assert.match(receipt.stdout, new RegExp(`^txID: ${txId}$`, 'm'))
    const asOperator = await run('receipt', 'show', id, '--json', '--config', paths.config)
    assert.equal(JSON.parse(asOperator.stdout).status, 'acknowledged', asOperator.stderr)
  })

  it('is a duplicate, not a double, when it is sent again with the same --tx', async () => {
    await writeFile(join(dir, 'a.txt'), 'abc')
    const first = await send('a.txt')
    const again = await send('-in', 'a.txt', '--tx', String(first['txId']))
    assert.equal(first['duplicate'], false)
    assert.equal(again['duplicate'], true)
    assert.equal(again['receiptId'], first['receiptId'])
    await run('fetch', '--profile', 'agency', '-d', 'twice')
    assert.deepEqual(await readdir(join(dir, 'twice')), ['a.txt'])
  })

  it('is written over no other file, whatever its name says', async () => {
    await writeFile(join(dir, 'b.txt'), 'new')
    const { txId } = await send('b.txt', '--fileName', '../b.txt')
    const { txId: other } = await send('b.txt', '--transferEncoding', 'base64')
    await mkdir(join(dir, 'box'))
    await writeFile(join(dir, 'box', 'b.txt'), 'old')
    const { code, stderr } = await run('fetch', '--profile', 'agency', '-d', 'box')
    assert.equal(code, 0, stderr)
    const names = ['b.txt', `b-${String(other).slice(0, 8)}.txt`, '___b.txt']
    assert.deepEqual((await readdir(join(dir, 'box'))).sort(), names.sort(), String(txId))
    assert.equal(await readFile(join(dir, 'box', 'b.txt'), 'utf8'), 'old')
    assert.equal(await readFile(join(dir, 'box', '___b.txt'), 'utf8'), 'new')
  })

  it('can be fetched again until it is acknowledged, by its receipt id too', async () => {
    await writeFile(join(dir, 'c.txt'), 'abc')
    const { txId, receiptId } = await send('c.txt')
    assert.equal(
      (await run('fetch', String(txId), '--noAck', '--out', 'c1.txt', '--profile', 'agency')).code,
      0,
    )
    assert.equal(
      (await run('fetch', '-i', String(receiptId), '--noAck', '-out', 'c2.txt', '--profile', 'agency')).code,
      0,
    )
    const taken = await run('fetch', String(txId), '--out', 'c2.txt', '--profile', 'agency')
    assert.equal(taken.code, 1)
    assert.match(taken.stderr, /^kvittens: FileExists: .*c2\.txt is there already/)
    const acknowledged = await run('ack', String(txId), '--profile', 'agency')
    assert.deepEqual(
      { code: acknowledged.code, stdout: acknowledged.stdout },
      { code: 0, stdout: `${String(txId)} acknowledged\n` },
    )
    assert.equal((await run('ack', String(txId), '--profile', 'agency')).code, 0)
  })

  it('is refused with the code on the first line and an id to quote, exit 1', async () => {
    const { code, stdout, stderr } = await run(
      'send',
      'a.txt',
      '-t',
      '5560360793',
      '-p',
      sickNotification.uuid,
      '--profile',
      'employer',
    )
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
    assert.match(stderr, /^kvittens: UnknownReceiver: .+\n/)
    assert.match(stderr, /(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/)
  })

  it('may be tried again with the same tx.id where no node answers, exit 3', async () => {
    const { code, stderr } = await run(
      'send',
      'a.txt',
      ...to,
      '--profile',
      'employer',
      '--url',
      'https://localhost:1',
    )
    assert.equal(code, 3)
    assert.match(stderr, /^kvittens: NoConnection: .*\nSend again with --tx [0-9a-f-]{36}\n$/)
  })

  it('is 404 for an id that is not there, exit 1', async () => {
    const { code, stderr } = await run('fetch', '00000000-0000-4000-8000-000000000000', '--profile', 'agency')
    assert.equal(code, 1)
    assert.match(stderr, /^kvittens: NotFound: /)
  })

  it('is not given to another organisation', async () => {
    const { code, stderr } = await run('list', agency.number, '--profile', 'employer')
    assert.equal(code, 1)
    assert.match(stderr, /^kvittens: Forbidden: /)
  })
})

describe('the registry of a running node', () => {
  it('comes out as files that change nothing when they go in again', async () => {
    const exported = await run('export', 'registry', '--config', paths.config)
    assert.equal(exported.code, 0, exported.stderr)
    const again = await run('import', 'registry', '--prune', '--json', '--config', paths.config)
    assert.equal(again.code, 0, again.stderr)
    const { added, changed, removed } = JSON.parse(again.stdout)
    assert.deepEqual({ added, changed, removed }, { added: 0, changed: 0, removed: 0 })
  })
})
